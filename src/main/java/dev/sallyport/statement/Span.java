package dev.sallyport.statement;

/** A range of a statement's text, in bytes of its UTF-8 form: from {@code start} to before {@code end}. */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("span %d..%d is not a range".formatted(start, end));
        }
    }
}
