package dev.sallyport.classify;

import dev.sallyport.catalog.RelationName;
import java.util.List;

/**
 * What a column seems to hold.
 *
 * @param findings at least one, the surest first, no kind twice
 */
public record Proposal(RelationName relation, String column, List<Finding> findings) {

    public Proposal {
        findings = List.copyOf(findings);
        if (findings.isEmpty()) {
            throw new IllegalArgumentException("a proposal has at least one finding");
        }
    }

    public Confidence confidence() {
        return findings.getFirst().confidence();
    }
}
