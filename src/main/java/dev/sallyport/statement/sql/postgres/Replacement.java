package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Span;
import java.util.Comparator;

/**
 * A piece of a text and what stands in its place; an empty piece is where something is put in. In the order of the text.
 *
 * @param bracket whether it is a statement of its own beside one of the text
 */
record Replacement(Span span, String text, boolean bracket) implements Comparable<Replacement> {

    Replacement(Span span, String text) {
        this(span, text, false);
    }

    static Replacement in(int at, String text) {
        return new Replacement(new Span(at, at), text);
    }

    static Replacement bracket(int at, String text) {
        return new Replacement(new Span(at, at), text, true);
    }

    @Override
    public int compareTo(Replacement other) {
        return Comparator.comparingInt((Replacement one) -> one.span.start())
                .thenComparingInt(one -> one.span.end())
                .compare(this, other);
    }
}
