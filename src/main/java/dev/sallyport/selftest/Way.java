package dev.sallyport.selftest;

/** How a statement is sent. */
public enum Way {
    SIMPLE("simple query"),
    EXTENDED_TEXT("extended query, text"),
    EXTENDED_BINARY("extended query, binary");

    private final String label;

    Way(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
