package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WriteSite;
import java.util.Optional;

/** Where exactly references stand in the text. The tree has only where they start. */
final class Sites {

    private static final ReadSite NOT_FOUND = new ReadSite.Fixed("the reference is not found in the text");

    private final SourceText source;

    Sites(SourceText source) {
        this.source = source;
    }

    /** A relation in a FROM clause: {@code [ONLY] name [*]}, or {@code ONLY (name)}, or TABLE before any of these. */
    ReadSite relation(Node rangeVar) {
        int first = source.indexAt(rangeVar.location());
        if (first < 0 || rangeVar.location() < 0) {
            return NOT_FOUND;
        }
        int last = endOfName(first);
        boolean parenthesised = source.isMark(first - 1, "(") && source.isWord(first - 2, "ONLY");
        if (parenthesised) {
            first -= 2;
            last++;
        } else if (source.isWord(first - 1, "ONLY")) {
            first--;
        } else if (source.isMark(last + 1, "*")) {
            last++;
        }
        boolean only = !rangeVar.flag("inh");
        if (last < 0 || last >= source.tokens().size() || only != source.isWord(first, "ONLY")) {
            return NOT_FOUND;
        }
        ReadSite.Form form = rangeVar.child("alias").isPresent() ? ReadSite.Form.ALIASED : ReadSite.Form.BARE;
        if (source.isWord(first - 1, "TABLE")) {
            first--;
            form = ReadSite.Form.TABLE_COMMAND;
        }
        return new ReadSite.Replaceable(span(first, last), form, only);
    }

    /** A relation with TABLESAMPLE after it. */
    ReadSite sampled(Node sample) {
        boolean plain = sample.list("args").stream().allMatch(Sites::constant)
                && sample.child("repeatable").filter(seed -> !constant(seed)).isEmpty();
        if (!plain) {
            return new ReadSite.Fixed("the arguments of TABLESAMPLE are not constants");
        }
        int method = sample.location() < 0 ? -1 : source.indexAt(sample.location());
        int last = method < 0 ? -1 : closing(endOfName(method) + 1);
        if (last >= 0 && source.isWord(last + 1, "REPEATABLE")) {
            last = closing(last + 2);
        }
        return last >= 0
                        && source.isWord(method - 1, "TABLESAMPLE")
                        && relation(sample.required("relation")) instanceof ReadSite.Replaceable replaceable
                ? new ReadSite.Sampled(replaceable, span(method - 1, last))
                : NOT_FOUND;
    }

    private static boolean constant(Node node) {
        return node.is("A_Const")
                || node.is("ParamRef")
                || (node.is("TypeCast")
                        && node.child("arg").filter(Sites::constant).isPresent());
    }

    /** The token that closes the parenthesis at a token; -1 when there is none. */
    private int closing(int open) {
        int depth = 0;
        for (int token = open; token >= 0 && token < source.tokens().size(); token++) {
            depth += source.isMark(token, "(") ? 1 : source.isMark(token, ")") ? -1 : 0;
            if (depth <= 0) {
                return source.isMark(token, ")") ? token : -1;
            }
        }
        return -1;
    }

    /** The table of COPY ... TO, and its columns. */
    ReadSite copied(Node rangeVar) {
        int first = source.indexAt(rangeVar.location());
        int last = first < 0 || rangeVar.location() < 0 ? -1 : endOfName(first);
        if (last < 0) {
            return NOT_FOUND;
        }
        if (!source.isMark(last + 1, "(")) {
            return new ReadSite.Copied(span(first, last), Optional.empty());
        }
        int close = last + 1;
        while (close < source.tokens().size() && !source.isMark(close, ")")) {
            close++;
        }
        return close - 1 <= last + 1 || close == source.tokens().size()
                ? NOT_FOUND
                : new ReadSite.Copied(span(first, close), Optional.of(span(last + 2, close - 1)));
    }

    /** The {@code schema.relation} in front of a column. */
    ReadSite qualifier(Node columnRef, int parts) {
        int first = source.indexAt(columnRef.location());
        int last = first;
        for (int part = 1; part < parts && last >= 0; part++) {
            int end = endOfPart(last);
            last = source.isMark(end + 1, ".") ? end + 2 : -1;
        }
        return first < 0 || last < 0
                ? NOT_FOUND
                : new ReadSite.Replaceable(span(first, endOfPart(last)), ReadSite.Form.QUALIFIER, false);
    }

    /** The whole of a reference to a column, or a star. */
    Optional<Span> reference(Node columnRef) {
        int first = source.indexAt(columnRef.location());
        if (first < 0 || columnRef.location() < 0) {
            return Optional.empty();
        }
        int last = source.isMark(first, "*") ? first : endOfPart(first);
        for (int part = 1; part < columnRef.list("fields").size() && last >= 0; part++) {
            if (!source.isMark(last + 1, ".")) {
                return Optional.empty();
            }
            last = source.isMark(last + 2, "*") ? last + 2 : endOfPart(last + 2);
        }
        return last < 0 ? Optional.empty() : Optional.of(span(first, last));
    }

    /** The one token that a node starts with. */
    Optional<Span> token(Node node) {
        int token = node.location() < 0 ? -1 : source.indexAt(node.location());
        return token < 0 ? Optional.empty() : Optional.of(span(token, token));
    }

    /** What an UPDATE or DELETE says about which rows, after its relation. */
    WriteSite condition(Node rangeVar, String alias) {
        return tail(rangeVar.location())
                .map(tail -> narrowable(tail, alias))
                .orElse(new WriteSite.Fixed("the relation is not found in the text"));
    }

    /** What ON CONFLICT DO UPDATE says about which rows. */
    WriteSite conflict(Node onConflict, String alias) {
        int token = onConflict.location() < 0 ? -1 : source.indexAt(onConflict.location());
        while (token >= 0 && token < source.tokens().size() - 1) {
            if (source.isWord(token, "DO") && source.isWord(token + 1, "UPDATE")) {
                return tail(source.tokens().get(token).start())
                        .map(tail -> narrowable(tail, alias))
                        .orElseThrow();
            }
            token++;
        }
        return new WriteSite.Fixed("ON CONFLICT is not found in the text");
    }

    private WriteSite narrowable(Tail tail, String alias) {
        int end = source.tokens().get(tail.last).end();
        if (tail.where < 0) {
            return new WriteSite.Narrowable(alias, Optional.empty(), end);
        }
        return tail.where == tail.last
                        || source.isWord(tail.where + 1, "CURRENT") && source.isWord(tail.where + 2, "OF")
                ? new WriteSite.Fixed("WHERE CURRENT OF")
                : new WriteSite.Narrowable(alias, Optional.of(span(tail.where + 1, tail.last)), end);
    }

    /** Where a RETURNING goes, or stands. */
    Optional<Integer> beforeReturning(Node rangeVar) {
        return tail(rangeVar.location())
                .map(tail -> source.tokens().get(tail.last).end());
    }

    /** What COPY ... FROM says about which rows it takes. */
    WriteSite copiedIn(Node rangeVar) {
        return tail(rangeVar.location())
                .<WriteSite>map(tail -> new WriteSite.CopiedIn(
                        tail.where < 0 ? Optional.empty() : Optional.of(span(tail.where + 1, tail.last)),
                        source.tokens().get(tail.last).end()))
                .orElse(new WriteSite.Fixed("the relation is not found in the text"));
    }

    /**
     * The rest of a statement up to its RETURNING or end.
     *
     * @param where the token of its own WHERE, or -1
     * @param last its last token
     */
    private record Tail(int where, int last) {}

    private Optional<Tail> tail(int location) {
        int first = location < 0 ? -1 : source.indexAt(location);
        if (first < 0) {
            return Optional.empty();
        }
        int where = -1;
        int depth = 0;
        int last = first;
        for (int token = first; token < source.tokens().size(); token++) {
            depth += source.isMark(token, "(") ? 1 : source.isMark(token, ")") ? -1 : 0;
            boolean keyword = !source.isMark(token - 1, ".");
            boolean ends = depth < 0
                    || (depth == 0 && (source.isMark(token, ";") || keyword && source.isWord(token, "RETURNING")));
            if (ends) {
                break;
            }
            if (depth == 0 && where < 0 && keyword && source.isWord(token, "WHERE")) {
                where = token;
            }
            last = token;
        }
        return Optional.of(new Tail(where, last));
    }

    private Span span(int firstToken, int lastToken) {
        return new Span(
                source.tokens().get(firstToken).start(),
                source.tokens().get(lastToken).end());
    }

    /** The last token of a name with dots in it, or -1. */
    private int endOfName(int first) {
        int last = endOfPart(first);
        while (source.isMark(last + 1, ".")) {
            last = endOfPart(last + 2);
        }
        return last;
    }

    /** One part of a name, with {@code UESCAPE '!'} after it. */
    private int endOfPart(int token) {
        if (!source.isName(token)) {
            return -1;
        }
        return source.isWord(token + 1, "UESCAPE") ? token + 2 : token;
    }
}
