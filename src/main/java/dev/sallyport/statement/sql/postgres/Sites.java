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

    /** What an UPDATE or DELETE says about which rows, after its relation. */
    WriteSite condition(Node rangeVar, String alias) {
        int first = source.indexAt(rangeVar.location());
        if (first < 0 || rangeVar.location() < 0) {
            return new WriteSite.Fixed("the relation is not found in the text");
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
        if (where < 0) {
            return new WriteSite.Narrowable(
                    alias, Optional.empty(), source.tokens().get(last).end());
        }
        return where == last || source.isWord(where + 1, "CURRENT") && source.isWord(where + 2, "OF")
                ? new WriteSite.Fixed("WHERE CURRENT OF")
                : new WriteSite.Narrowable(
                        alias,
                        Optional.of(span(where + 1, last)),
                        source.tokens().get(last).end());
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
