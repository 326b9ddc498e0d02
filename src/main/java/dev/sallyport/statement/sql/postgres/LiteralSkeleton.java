package dev.sallyport.statement.sql.postgres;

/**
 * A text with its number and string literals taken out, so that texts which differ only in them can share a plan.
 *
 * <p>Only literals are taken out whose ends this reader knows for certain, whatever the session's settings: digits with
 * at most a fraction, and quoted strings without a prefix, a backslash or a continuation. At anything else that could
 * hide a literal's end (comments, dollar quotes, escape strings, odd numbers) it gives up and answers with the text
 * itself. Two texts with equal skeletons then have the same tokens in the same places (PostgreSQL documentation, "Lexical
 * Structure"); that the analysis does not look at their values is for the analysis to say.
 */
public final class LiteralSkeleton {

    private static final char NUMBER = '\u0001';
    private static final char STRING = '\u0002';

    private final String text;
    private final StringBuilder out;
    private int at;

    private LiteralSkeleton(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    /** The skeleton, or the text itself when it has no literals or cannot be read with certainty. */
    public static String of(String text) {
        if (text.indexOf('\\') >= 0) {
            return text;
        }
        LiteralSkeleton reader = new LiteralSkeleton(text);
        return reader.read() ? reader.out.toString() : text;
    }

    private boolean read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            boolean certain = switch (c) {
                case '\'' -> string();
                case '"' -> quotedIdentifier();
                case '$' -> parameter();
                case '-', '/' -> operator(c);
                case '.' -> !digit(peek(1)) && copy();
                case NUMBER, STRING, '\0' -> false;
                default -> identifierStart(c) ? identifier() : digit(c) ? number() : copy();
            };
            if (!certain) {
                return false;
            }
        }
        return true;
    }

    private boolean copy() {
        out.append(text.charAt(at++));
        return true;
    }

    private char peek(int ahead) {
        return at + ahead < text.length() ? text.charAt(at + ahead) : ' ';
    }

    private boolean operator(char c) {
        char next = peek(1);
        boolean comment = c == '-' ? next == '-' : next == '*';
        return !comment && copy();
    }

    /** {@code $1}; a dollar quote is given up on. */
    private boolean parameter() {
        if (!digit(peek(1))) {
            return false;
        }
        copy();
        while (digit(peek(0))) {
            copy();
        }
        return !identifierPart(peek(0));
    }

    private boolean identifier() {
        while (identifierPart(peek(0))) {
            copy();
        }
        char next = peek(0);
        // E'..', B'..', X'..', N'..', U&'..': what a quote means then depends on the prefix.
        return next != '\'' && !(next == '&' && (peek(1) == '\'' || peek(1) == '"'));
    }

    private boolean quotedIdentifier() {
        copy();
        while (at < text.length()) {
            char c = text.charAt(at);
            copy();
            if (c == '"') {
                return peek(0) != '\'';
            }
        }
        return false;
    }

    private boolean number() {
        while (digit(peek(0))) {
            at++;
        }
        if (peek(0) == '.' && digit(peek(1))) {
            at++;
            while (digit(peek(0))) {
                at++;
            }
        }
        char next = peek(0);
        out.append(NUMBER);
        return !identifierPart(next) && next != '.' && next != '\'';
    }

    private boolean string() {
        int end = at + 1;
        while (true) {
            end = text.indexOf('\'', end);
            if (end < 0) {
                return false;
            }
            if (end + 1 < text.length() && text.charAt(end + 1) == '\'') {
                end += 2;
                continue;
            }
            break;
        }
        at = end + 1;
        out.append(STRING);
        int next = at;
        while (next < text.length() && text.charAt(next) <= ' ') {
            next++;
        }
        return next >= text.length() || text.charAt(next) != '\'';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean identifierStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean identifierPart(char c) {
        return identifierStart(c) || digit(c) || c == '$';
    }
}
