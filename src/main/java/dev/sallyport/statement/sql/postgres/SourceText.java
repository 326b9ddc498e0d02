package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A text that the grammar has accepted, with its tokens: where things end, and what stands before and after them. */
final class SourceText {

    private final byte[] utf8;
    /** Without comments. */
    private final List<Lexeme> tokens;

    SourceText(byte[] utf8) {
        this.utf8 = utf8;
        tokens = Lexer.lex(utf8).stream()
                .filter(lexeme -> lexeme.kind() != Lexeme.Kind.COMMENT)
                .toList();
    }

    List<Lexeme> tokens() {
        return tokens;
    }

    String text(Lexeme token) {
        return new String(utf8, token.start(), token.end() - token.start(), StandardCharsets.UTF_8);
    }

    /** The index of the token that starts at this byte, or -1. */
    int indexAt(int start) {
        int low = 0;
        int high = tokens.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = tokens.get(middle).start();
            if (found == start) {
                return middle;
            }
            if (found < start) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    boolean isWord(int index, String upperCase) {
        return index >= 0
                && index < tokens.size()
                && tokens.get(index).kind() == Lexeme.Kind.WORD
                && text(tokens.get(index)).toUpperCase(Locale.ROOT).equals(upperCase);
    }

    boolean isMark(int index, String mark) {
        return index >= 0
                && index < tokens.size()
                && tokens.get(index).kind() == Lexeme.Kind.OTHER
                && text(tokens.get(index)).equals(mark);
    }

    boolean isName(int index) {
        return index >= 0
                && index < tokens.size()
                && (tokens.get(index).kind() == Lexeme.Kind.WORD
                        || tokens.get(index).kind() == Lexeme.Kind.IDENTIFIER);
    }

    boolean hasWord(Span span, String upperCase) {
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).start() >= span.start() && tokens.get(i).end() <= span.end() && isWord(i, upperCase)) {
                return true;
            }
        }
        return false;
    }

    /** The tokens of a range, without the semicolons at its end. */
    Span trim(int from, int to) {
        int start = -1;
        int end = -1;
        for (int i = firstFrom(from); i < tokens.size() && tokens.get(i).end() <= to; i++) {
            if (!isMark(i, ";")) {
                start = start < 0 ? tokens.get(i).start() : start;
                end = tokens.get(i).end();
            }
        }
        return start < 0 ? new Span(from, from) : new Span(start, end);
    }

    int length() {
        return utf8.length;
    }

    /** The index of the first token that starts at this byte or later. */
    int firstFrom(int start) {
        int low = 0;
        int high = tokens.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (tokens.get(middle).start() < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
