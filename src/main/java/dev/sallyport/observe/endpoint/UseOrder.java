package dev.sallyport.observe.endpoint;

import dev.sallyport.observe.UseTotals;
import java.util.Comparator;
import java.util.Locale;

/** By what statements are put in order, the most first. */
enum UseOrder {
    /** Of all calls together. */
    TIME,
    /** Of one call. */
    MEAN,
    P95,
    P99,
    CALLS,
    ROWS,
    BYTES,
    MASKED,
    FILTERED,
    DENIALS,
    ERRORS;

    private final String label = name().toLowerCase(Locale.ROOT);

    String label() {
        return label;
    }

    Comparator<UseTotals> mostFirst() {
        return Comparator.comparingDouble(this::of).reversed();
    }

    private double of(UseTotals totals) {
        return switch (this) {
            case TIME -> totals.seconds();
            case MEAN -> totals.meanSeconds();
            case P95 -> totals.quantile(0.95);
            case P99 -> totals.quantile(0.99);
            case CALLS -> totals.calls();
            case ROWS -> totals.rows();
            case BYTES -> totals.bytes();
            case MASKED -> totals.maskedColumns();
            case FILTERED -> totals.filteredRelations();
            case DENIALS -> totals.denials();
            case ERRORS -> totals.errors();
        };
    }
}
