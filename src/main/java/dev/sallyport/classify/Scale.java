package dev.sallyport.classify;

import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Kind;
import java.util.Optional;

/** Weighs what names and values say against each other. The whole scale stands here. */
final class Scale {

    /** From this share on, a column is taken to be of a kind; the rest are gaps and mistakes. */
    private static final double MOST = 0.8;

    /** For names of persons, of which no list has all. */
    private static final double MOST_NAMES = 0.6;

    private static final double MANY = 0.3;
    private static final double FORMED = 0.7;
    private static final double FEW = 0.2;
    private static final double SOME_WHOLE = 0.05;
    private static final double SOME_WITHIN = 0.01;

    /** Fewer values than these are no pattern. */
    private static final int LEAST_AGAINST = 5;

    private static final int LEAST_ALONE = 10;
    private static final int LEAST_PROVING = 3;
    private static final int LEAST_DISTINCT = 10;

    private Scale() {}

    /** What values say of one kind. */
    enum Support {
        /** There are none. */
        UNKNOWN,
        MOST,
        MANY,
        FORM,
        SOME,
        AGAINST
    }

    static Support support(Tally.Count count) {
        if (count.total() == 0) {
            return Support.UNKNOWN;
        }
        if (count.validShare() >= MOST) {
            return Support.MOST;
        }
        if (count.validShare() >= MANY && count.valid() > 1) {
            return Support.MANY;
        }
        if (count.formShare() >= FORMED) {
            return Support.FORM;
        }
        return count.formShare() < FEW && count.total() >= LEAST_AGAINST ? Support.AGAINST : Support.SOME;
    }

    /**
     * With a name that claims the kind.
     *
     * @param people whether the relation's own name says that its rows are people
     * @param beside whether people are identified in the relation, by its name or another column
     */
    static Optional<Confidence> named(NameClaim claim, Support support, boolean people, boolean beside) {
        return switch (claim.strength()) {
            case STRONG -> Optional.of(strong(claim.kind(), support));
            case WEAK, LOOSE -> claim.kind() == Kind.LOCATION ? place(support, beside) : weak(claim, support, people);
            case PART -> beside ? Optional.of(Confidence.MEDIUM) : Optional.empty();
        };
    }

    private static Confidence strong(Kind kind, Support support) {
        return switch (support) {
            case MOST, MANY -> Confidence.HIGH;
            case FORM -> kind.checked() ? Confidence.MEDIUM : Confidence.HIGH;
            case UNKNOWN, SOME -> Confidence.MEDIUM;
            // A password can look like anything.
            case AGAINST -> kind == Kind.SECRET ? Confidence.MEDIUM : Confidence.LOW;
        };
    }

    private static Optional<Confidence> weak(NameClaim claim, Support support, boolean people) {
        boolean anyText = claim.kind() == Kind.PERSON_NAME || claim.kind() == Kind.ADDRESS;
        Optional<Confidence> doubtful = anyText ? Optional.empty() : Optional.of(Confidence.LOW);
        return switch (support) {
            case MOST -> Optional.of(Confidence.HIGH);
            case MANY -> Optional.of(Confidence.MEDIUM);
            // Addresses of the own network are those of machines.
            case FORM -> claim.kind() == Kind.IP_ADDRESS ? Optional.empty() : likely(people, doubtful);
            case UNKNOWN -> likely(people, doubtful);
            case SOME -> people ? Optional.of(Confidence.LOW) : doubtful;
            case AGAINST -> Optional.empty();
        };
    }

    private static Optional<Confidence> likely(boolean people, Optional<Confidence> otherwise) {
        return people ? Optional.of(Confidence.MEDIUM) : otherwise;
    }

    private static Optional<Confidence> place(Support support, boolean beside) {
        return support == Support.AGAINST ? Optional.empty() : Optional.of(beside ? Confidence.MEDIUM : Confidence.LOW);
    }

    /**
     * By values alone.
     *
     * @param innocent whether the column's name says that its values only look like something
     */
    static Optional<Confidence> unnamed(Tally.Count count, boolean innocent) {
        return switch (count.detector().scope()) {
            case WHOLE -> whole(count, innocent);
            case WITHIN ->
                count.valid() > 1 && count.validShare() >= SOME_WITHIN && !(innocent && count.validShare() < FEW)
                        ? Optional.of(Confidence.MEDIUM)
                        : Optional.empty();
        };
    }

    private static Optional<Confidence> whole(Tally.Count count, boolean innocent) {
        return switch (count.detector().weight()) {
            case PROVES -> proves(count);
            case SUGGESTS -> convincing(count) && !innocent ? Optional.of(Confidence.MEDIUM) : Optional.empty();
            case HINTS -> convincing(count) && !innocent ? Optional.of(Confidence.LOW) : Optional.empty();
            case CONFIRMS -> Optional.empty();
        };
    }

    private static Optional<Confidence> proves(Tally.Count count) {
        Kind kind = count.detector().kind();
        if (count.distinct() < LEAST_PROVING || count.valid() < LEAST_PROVING) {
            return Optional.empty();
        }
        if (count.validShare() >= MOST) {
            return Optional.of(count.valid() >= LEAST_ALONE ? Confidence.HIGH : Confidence.MEDIUM);
        }
        if (count.validShare() >= MANY && count.valid() >= LEAST_AGAINST) {
            return Optional.of(Confidence.MEDIUM);
        }
        // One in ten numbers has the right check digit by chance.
        return count.validShare() >= SOME_WHOLE && count.valid() >= LEAST_AGAINST && !kind.checked()
                ? Optional.of(Confidence.LOW)
                : Optional.empty();
    }

    private static boolean convincing(Tally.Count count) {
        Detector detector = count.detector();
        double most = detector.kind() == Kind.PERSON_NAME ? MOST_NAMES : MOST;
        return count.validShare() >= most && count.valid() >= LEAST_ALONE && count.distinct() >= LEAST_DISTINCT;
    }
}
