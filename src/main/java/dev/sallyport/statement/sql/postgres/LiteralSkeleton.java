package dev.sallyport.statement.sql.postgres;

/**
 * A text with its number and string literals taken out, so that texts which differ only in them can share a plan.
 *
 * <p>Only literals are taken out whose ends this reader knows for certain, whatever the session's settings: digits with
 * at most a fraction, and quoted strings without a prefix, a backslash or a continuation. At anything else that could
 * hide a literal's end (comments, dollar quotes, escape strings, odd numbers) it gives up and answers with the text
 * itself. A plain comment at the very end is left out too: nothing comes after it that it could hide. Two texts with equal
 * skeletons then have the same tokens in the same places (PostgreSQL documentation, "Lexical Structure"); that the analysis does not look at their values is for the analysis to say.
 */
public final class LiteralSkeleton {

    /** What stands for literals is half of a surrogate pair: no text that is valid UTF-8 is a skeleton with literals out. */
    private static final char NUMBER = '\udc01';

    private static final char STRING = '\udc02';

    private final String text;
    private final StringBuilder out;
    private int at;

    /** Where a comment at the end of the text begins and ends; -1 while there is none. */
    private int comment = -1;

    private int commentEnd = -1;

    private LiteralSkeleton(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length());
    }

    /**
     * The text without a comment at its end, such as one that tells what trace it belongs to; or the text itself when it has
     * none, or where anything before cannot be read with certainty.
     */
    public static String withoutComment(String text) {
        if (text.indexOf('\\') >= 0 || !text.contains("*/")) {
            return text;
        }
        LiteralSkeleton reader = new LiteralSkeleton(text);
        boolean commented = reader.read() && reader.comment >= 0;
        return commented ? text.substring(0, reader.comment) + text.substring(reader.commentEnd) : text;
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
        if (c == '/' && next == '*') {
            return lastComment();
        }
        return !(c == '-' && next == '-') && copy();
    }

    /** A comment with no other in it, and with nothing behind but blanks and semicolons; left out. */
    private boolean lastComment() {
        int end = text.indexOf("*/", at + 2);
        int nested = text.indexOf("/*", at + 2);
        if (end < 0 || (nested >= 0 && nested < end)) {
            return false;
        }
        for (int behind = end + 2; behind < text.length(); behind++) {
            if (" \t\n\r;".indexOf(text.charAt(behind)) < 0) {
                return false;
            }
        }
        comment = at;
        commentEnd = end + 2;
        at = commentEnd;
        return true;
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
