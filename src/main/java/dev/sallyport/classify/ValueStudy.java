package dev.sallyport.classify;

import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one name and the values under it say together. */
final class ValueStudy {

    private final List<Claimed> claims;
    private final Traits traits;
    private final Tally tally;

    /** What a name or comment claims, and how that is told. */
    record Claimed(NameClaim claim, Evidence evidence) {}

    /**
     * What else the name says.
     *
     * @param innocent values only look like something
     * @param concealed values cannot be looked at
     */
    record Traits(boolean innocent, boolean concealed) {}

    /** What the relation says: whether its rows are people, or beside what identifies people. */
    record Surroundings(Optional<String> people, boolean besidePeople) {}

    ValueStudy(List<Claimed> claims, Traits traits, List<Detector> detectors) {
        this.claims = List.copyOf(claims);
        this.traits = traits;
        this.tally = new Tally(detectors);
    }

    void add(String value) {
        tally.add(value);
    }

    int total() {
        return tally.total();
    }

    /** The surest finding of each kind. */
    Map<Kind, Finding> findings(Surroundings around) {
        Map<Kind, Finding> found = new EnumMap<>(Kind.class);
        for (Claimed claimed : claims) {
            Kind kind = claimed.claim().kind();
            if (!found.containsKey(kind)) {
                claimed(claimed, around).ifPresent(finding -> found.put(kind, finding));
            }
        }
        for (Tally.Count count : tally.counts()) {
            Kind kind = count.detector().kind();
            if (!found.containsKey(kind) || !found.get(kind).confidence().atLeast(Confidence.HIGH)) {
                unnamed(count).ifPresent(finding -> found.merge(kind, finding, ValueStudy::surer));
            }
        }
        return found;
    }

    static Finding surer(Finding one, Finding other) {
        return one.confidence().atLeast(other.confidence()) ? one : other;
    }

    private Optional<Finding> claimed(Claimed claimed, Surroundings around) {
        Kind kind = claimed.claim().kind();
        Optional<Tally.Count> best = tally.counts().stream()
                .filter(count ->
                        count.detector().kind() == kind && count.detector().scope() == Detector.Scope.WHOLE)
                .max(Comparator.comparing(Scale::support, Comparator.comparingInt(ValueStudy::rank))
                        .thenComparingDouble(Tally.Count::validShare));
        Scale.Support support = best.map(Scale::support)
                .filter(said -> said != Scale.Support.AGAINST || !traits.concealed())
                .orElse(Scale.Support.UNKNOWN);
        boolean people = around.people().isPresent();
        return Scale.named(claimed.claim(), support, people, people || around.besidePeople())
                .map(confidence -> new Finding(kind, confidence, evidence(claimed, support, best, around)));
    }

    private static int rank(Scale.Support support) {
        return switch (support) {
            case UNKNOWN -> 0;
            case AGAINST -> 1;
            case SOME -> 2;
            case FORM -> 3;
            case MANY -> 4;
            case MOST -> 5;
        };
    }

    private List<Evidence> evidence(
            Claimed claimed, Scale.Support support, Optional<Tally.Count> best, Surroundings around) {
        List<Evidence> evidence = new ArrayList<>(List.of(claimed.evidence()));
        claims.stream()
                .filter(other -> !other.equals(claimed)
                        && other.claim().kind() == claimed.claim().kind())
                .map(Claimed::evidence)
                .forEach(evidence::add);
        NameClaim.Strength strength = claimed.claim().strength();
        if (strength != NameClaim.Strength.PART) {
            best.map(count -> said(support, count)).ifPresent(evidence::add);
            if (best.isEmpty()) {
                evidence.add(new Evidence.NoValues());
            }
        }
        if (strength != NameClaim.Strength.STRONG) {
            around.people().ifPresent(word -> evidence.add(new Evidence.AboutPeople(word)));
            if (around.people().isEmpty() && around.besidePeople() && placed(claimed.claim())) {
                evidence.add(new Evidence.BesidePeople());
            }
        }
        return evidence;
    }

    private static boolean placed(NameClaim claim) {
        return claim.strength() == NameClaim.Strength.PART || claim.kind() == Kind.LOCATION;
    }

    private static Evidence said(Scale.Support support, Tally.Count count) {
        return switch (support) {
            case MOST, MANY ->
                new Evidence.Valid(
                        count.valid(), count.total(), count.detector().plural());
            case FORM -> new Evidence.Alike(count.valid() + count.formed(), count.total());
            case SOME, AGAINST -> new Evidence.Unlike(count.total());
            case UNKNOWN -> new Evidence.NoValues();
        };
    }

    private Optional<Finding> unnamed(Tally.Count count) {
        return Scale.unnamed(count, traits.innocent())
                .map(confidence -> new Finding(count.detector().kind(), confidence, List.of(evidence(count))));
    }

    private static Evidence evidence(Tally.Count count) {
        Detector detector = count.detector();
        return switch (detector.scope()) {
            case WHOLE -> new Evidence.Valid(count.valid(), count.total(), detector.plural());
            case WITHIN -> new Evidence.Within(count.valid(), count.total(), detector.plural());
        };
    }
}
