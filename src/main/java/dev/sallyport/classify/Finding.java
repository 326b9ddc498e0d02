package dev.sallyport.classify;

import dev.sallyport.classify.detect.Kind;
import java.util.List;
import java.util.stream.Collectors;

/** One kind of data that a column seems to hold. */
public record Finding(Kind kind, Confidence confidence, List<Evidence> evidence) {

    public Finding {
        evidence = List.copyOf(evidence);
    }

    /** The evidence in one line, without control characters. */
    public String reasons() {
        return evidence.stream()
                .map(Evidence::text)
                .collect(Collectors.joining("; "))
                .replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
    }
}
