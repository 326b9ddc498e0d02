package dev.sallyport.export;

import java.util.Set;

/**
 * Which events a destination gets.
 *
 * @param kinds those of these kinds; empty means all
 * @param decisions those that were decided so ({@code allow}, {@code mask}, {@code deny}); empty means all, also what nothing
 *     was decided about
 */
public record Selection(Set<Kind> kinds, Set<String> decisions) {

    /** Everything. */
    public static final Selection ALL = new Selection(Set.of(), Set.of());

    public Selection {
        kinds = Set.copyOf(kinds);
        decisions = Set.copyOf(decisions);
    }

    boolean takes(Occurrence occurrence) {
        return kindFits(occurrence) && (decisions.isEmpty() || decided(occurrence));
    }

    /** An outcome that came late belongs to who gets statements. Kinds that are not known yet are not asked for. */
    private boolean kindFits(Occurrence occurrence) {
        return kinds.isEmpty()
                || occurrence
                        .kind()
                        .filter(kind ->
                                kinds.contains(kind) || (kind == Kind.OUTCOME && kinds.contains(Kind.STATEMENT)))
                        .isPresent();
    }

    /** What was decided about the statement of a late outcome is not known here, only that it ran: rather too many than too few. */
    private boolean decided(Occurrence occurrence) {
        return occurrence.event().outcome()
                ? decisions.contains("allow") || decisions.contains("mask")
                : decisions.contains(occurrence.decision());
    }
}
