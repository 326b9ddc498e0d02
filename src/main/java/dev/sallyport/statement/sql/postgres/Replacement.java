package dev.sallyport.statement.sql.postgres;

import dev.sallyport.statement.Span;
import java.util.Comparator;

/** A piece of a text and what stands in its place; an empty piece is where something is put in. In the order of the text. */
record Replacement(Span span, String text) implements Comparable<Replacement> {

    static Replacement in(int at, String text) {
        return new Replacement(new Span(at, at), text);
    }

    @Override
    public int compareTo(Replacement other) {
        return Comparator.comparingInt((Replacement one) -> one.span.start())
                .thenComparingInt(one -> one.span.end())
                .compare(this, other);
    }
}
