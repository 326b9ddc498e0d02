package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Span;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The form of a text without its literals. */
final class Normaliser {

    private static final int FINGERPRINT_BYTES = 8;

    private Normaliser() {}

    /**
     * The tokens of a range as they are written, literals replaced by parameters that go on after the text's own ones,
     * and a single blank wherever blanks or comments stood. Every string and number of any form is a literal, wherever
     * it stands: passwords, bodies and options too.
     */
    static String normalise(SourceText source, Span span) {
        List<Lexeme> tokens = source.tokens();
        int first = source.firstFrom(span.start());
        int literal = highestParameter(source, first, span);
        StringBuilder out = new StringBuilder();
        int end = span.start();
        for (int i = first; i < tokens.size() && tokens.get(i).end() <= span.end(); i++) {
            Lexeme token = tokens.get(i);
            if (token.start() > end && !out.isEmpty()) {
                out.append(' ');
            }
            switch (token.kind()) {
                case STRING, NUMBER -> {
                    literal++;
                    out.append('$').append(literal);
                }
                case WORD, IDENTIFIER, PARAMETER, OTHER, COMMENT -> out.append(source.text(token));
            }
            end = token.end();
        }
        return out.toString();
    }

    private static long highestParameterOf(String token) {
        String digits = token.substring(1);
        return digits.length() > 6 ? 0 : Long.parseLong(digits);
    }

    private static int highestParameter(SourceText source, int first, Span span) {
        long highest = 0;
        List<Lexeme> tokens = source.tokens();
        for (int i = first; i < tokens.size() && tokens.get(i).end() <= span.end(); i++) {
            if (tokens.get(i).kind() == Lexeme.Kind.PARAMETER) {
                highest = Math.max(highest, highestParameterOf(source.text(tokens.get(i))));
            }
        }
        return (int) highest;
    }

    /** 16 hex digits. */
    static String fingerprint(String normalised) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(normalised.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
