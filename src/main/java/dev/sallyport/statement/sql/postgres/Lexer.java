package dev.sallyport.statement.sql.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a text apart as PostgreSQL's scanner does ("Lexical Structure" in its documentation, and {@code scan.l}), with
 * {@code standard_conforming_strings} on.
 *
 * <p>What a statement means is never read from this; only where tokens end in a text that the grammar has accepted, and
 * which of them are literals. The tests compare it with the grammar's own scanner, which is slow because it writes JSON.
 */
final class Lexer {

    private static final String OPERATOR_CHARACTERS = "~!@#^&|`?+-*/%<>=";
    /** An operator of several characters may end in + or - only if it has one of these. */
    private static final String LETS_END_IN_SIGN = "~!@#^&|`?%";

    private final byte[] text;
    private final List<Lexeme> lexemes = new ArrayList<>();
    private int at;

    private Lexer(byte[] text) {
        this.text = text;
    }

    /** Every token in order, comments among them. Never fails: what is left open goes to the end of the text. */
    static List<Lexeme> lex(byte[] utf8) {
        Lexer lexer = new Lexer(utf8);
        while (lexer.at < utf8.length) {
            if (isSpace(utf8[lexer.at])) {
                lexer.at++;
            } else {
                int start = lexer.at;
                Lexeme.Kind kind = lexer.next();
                lexer.lexemes.add(new Lexeme(kind, start, lexer.at));
            }
        }
        return lexer.lexemes;
    }

    private Lexeme.Kind next() {
        int c = peek(0);
        if (c == '-' && peek(1) == '-') {
            skipLineComment();
            return Lexeme.Kind.COMMENT;
        }
        if (c == '/' && peek(1) == '*') {
            skipBlockComment();
            return Lexeme.Kind.COMMENT;
        }
        if (c == '\'') {
            return string(1, false);
        }
        if (c == '"') {
            quotedIdentifier(1);
            return Lexeme.Kind.IDENTIFIER;
        }
        if (c == '$') {
            return dollar();
        }
        if (isDigit(c) || c == '.' && isDigit(peek(1))) {
            number();
            return Lexeme.Kind.NUMBER;
        }
        if (isIdentifierStart(c)) {
            return word();
        }
        if (OPERATOR_CHARACTERS.indexOf(c) >= 0) {
            operator();
            return Lexeme.Kind.OTHER;
        }
        at++;
        boolean pair = c == ':' && (peek(0) == ':' || peek(0) == '=') || c == '.' && peek(0) == '.';
        if (pair) {
            at++;
        }
        return Lexeme.Kind.OTHER;
    }

    /** The character at a distance from here; 0 after the end. Bytes above 127 are negative in Java. */
    private int peek(int distance) {
        return at + distance < text.length ? text[at + distance] & 0xff : 0;
    }

    private void skipLineComment() {
        while (at < text.length && text[at] != '\n' && text[at] != '\r') {
            at++;
        }
    }

    private void skipBlockComment() {
        int depth = 0;
        do {
            if (peek(0) == '/' && peek(1) == '*') {
                depth++;
                at += 2;
            } else if (peek(0) == '*' && peek(1) == '/') {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < text.length);
        at = Math.min(at, text.length);
    }

    private Lexeme.Kind word() {
        int c = Character.toLowerCase(peek(0));
        if (peek(1) == '\'') {
            switch (c) {
                case 'e' -> {
                    return string(2, true);
                }
                case 'b', 'x' -> {
                    return string(2, false);
                }
                case 'n' -> {
                    // The scanner makes a keyword of the N alone, and a string of the rest.
                    at++;
                    return Lexeme.Kind.WORD;
                }
                default -> {}
            }
        }
        if (c == 'u' && peek(1) == '&' && peek(2) == '\'') {
            return string(3, false);
        }
        if (c == 'u' && peek(1) == '&' && peek(2) == '"') {
            quotedIdentifier(3);
            return Lexeme.Kind.IDENTIFIER;
        }
        while (isIdentifierPart(peek(0)) && at < text.length) {
            at++;
        }
        return Lexeme.Kind.WORD;
    }

    private void quotedIdentifier(int opening) {
        at += opening;
        while (at < text.length) {
            if (text[at++] == '"') {
                if (peek(0) != '"') {
                    return;
                }
                at++;
            }
        }
    }

    private Lexeme.Kind string(int opening, boolean escapes) {
        at += opening;
        while (at < text.length) {
            int c = text[at++];
            if (c == '\\' && escapes) {
                at = Math.min(at + 1, text.length);
            } else if (c == '\'') {
                if (peek(0) == '\'') {
                    at++;
                } else if (!continued()) {
                    return Lexeme.Kind.STRING;
                }
            }
        }
        return Lexeme.Kind.STRING;
    }

    /** A string goes on after whitespace with a line break in it, where line comments count as whitespace. */
    private boolean continued() {
        int resume = at;
        boolean lineBreak = false;
        while (at < text.length) {
            if (peek(0) == '-' && peek(1) == '-') {
                skipLineComment();
            } else if (isSpace(text[at])) {
                lineBreak |= text[at] == '\n' || text[at] == '\r';
                at++;
            } else {
                break;
            }
        }
        if (lineBreak && peek(0) == '\'') {
            at++;
            return true;
        }
        at = resume;
        return false;
    }

    private Lexeme.Kind dollar() {
        if (isDigit(peek(1))) {
            at++;
            while (isDigit(peek(0))) {
                at++;
            }
            return Lexeme.Kind.PARAMETER;
        }
        int end = at + 1;
        if (end < text.length && isIdentifierStart(text[end] & 0xff)) {
            while (end < text.length && text[end] != '$' && isIdentifierPart(text[end] & 0xff)) {
                end++;
            }
        }
        if (end >= text.length || text[end] != '$') {
            at++;
            return Lexeme.Kind.OTHER;
        }
        byte[] tag = java.util.Arrays.copyOfRange(text, at, end + 1);
        at = end + 1;
        while (at < text.length && !startsWith(tag)) {
            at++;
        }
        at = Math.min(at + tag.length, text.length);
        return Lexeme.Kind.STRING;
    }

    private boolean startsWith(byte[] tag) {
        return text[at] == '$'
                && at + tag.length <= text.length
                && java.util.Arrays.equals(text, at, at + tag.length, tag, 0, tag.length);
    }

    private void number() {
        int c = Character.toLowerCase(peek(1));
        if (peek(0) == '0' && (c == 'x' || c == 'o' || c == 'b')) {
            int digits = radixDigits(c == 'x' ? 16 : c == 'o' ? 8 : 2);
            if (digits > 0) {
                at += 2 + digits;
                return;
            }
        }
        digits();
        if (peek(0) == '.' && peek(1) != '.') {
            at++;
            digits();
        }
        int exponent = peek(0) == 'e' || peek(0) == 'E' ? 1 : 0;
        if (exponent == 1) {
            int sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
            if (isDigit(peek(1 + sign))) {
                at += 1 + sign;
                digits();
            }
        }
    }

    private int radixDigits(int radix) {
        int length = 0;
        while (true) {
            int underscore = peek(2 + length) == '_' ? 1 : 0;
            if (Character.digit(peek(2 + length + underscore), radix) < 0) {
                return length;
            }
            length += underscore + 1;
        }
    }

    private void digits() {
        while (isDigit(peek(0)) || peek(0) == '_' && isDigit(peek(1)) && isDigit(text[at - 1] & 0xff)) {
            at++;
        }
    }

    private void operator() {
        int end = at;
        while (end < text.length && OPERATOR_CHARACTERS.indexOf(text[end]) >= 0) {
            boolean comment = end > at
                    && end + 1 < text.length
                    && (text[end] == '/' && text[end + 1] == '*' || text[end] == '-' && text[end + 1] == '-');
            if (comment) {
                break;
            }
            end++;
        }
        while (end - at > 1 && (text[end - 1] == '+' || text[end - 1] == '-') && !mayEndInSign(end)) {
            end--;
        }
        at = end;
    }

    private boolean mayEndInSign(int end) {
        for (int i = at; i < end - 1; i++) {
            if (LETS_END_IN_SIGN.indexOf(text[i]) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isIdentifierStart(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c > 127;
    }

    private static boolean isIdentifierPart(int c) {
        return isIdentifierStart(c) || isDigit(c) || c == '$';
    }
}
