package dev.sallyport.classify;

import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Counts what detectors say of the values of one column or key. Values are not kept, only whether they differ. */
final class Tally {

    /** Enough to tell few values from many. */
    private static final int MOST_DISTINCT = 1_000;

    /** Some expressions take time that grows with the square of the length. */
    private static final int MOST_CHARACTERS = 1_024;

    /** Shorter values without blanks are the thing itself or not at all. */
    private static final int LEAST_TEXT_CHARACTERS = 60;

    private final List<Detector> detectors;
    private final int[] valid;
    private final int[] formed;
    private final Set<Integer> distinct = new HashSet<>();
    private int total;

    Tally(List<Detector> detectors) {
        this.detectors = detectors;
        this.valid = new int[detectors.size()];
        this.formed = new int[detectors.size()];
    }

    /** What was counted for one detector. */
    record Count(Detector detector, int valid, int formed, int total, int distinct) {

        double validShare() {
            return total == 0 ? 0 : (double) valid / total;
        }

        /** Those of the form, valid or not. */
        double formShare() {
            return total == 0 ? 0 : (double) (valid + formed) / total;
        }
    }

    void add(String raw) {
        String value = (raw.length() > MOST_CHARACTERS ? raw.substring(0, MOST_CHARACTERS) : raw).strip();
        if (value.isEmpty()) {
            return;
        }
        total++;
        if (distinct.size() < MOST_DISTINCT) {
            distinct.add(value.hashCode());
        }
        boolean text = value.length() >= LEAST_TEXT_CHARACTERS || value.indexOf(' ') > 0 || value.indexOf('\n') > 0;
        for (int i = 0; i < detectors.size(); i++) {
            Detector detector = detectors.get(i);
            if (detector.scope() == Detector.Scope.WITHIN && !text) {
                continue;
            }
            switch (judge(detector, value)) {
                case VALID -> valid[i]++;
                case FORM -> formed[i]++;
                case NO -> {}
            }
        }
    }

    /** A bug in a detector or library ends the program with its place, but not with its message: it could quote the value. */
    private static Verdict judge(Detector detector, String value) {
        try {
            return detector.judge().apply(value);
        } catch (RuntimeException bug) {
            IllegalStateException told = new IllegalStateException("looking for " + detector.plural() + " failed: "
                    + bug.getClass().getName());
            told.setStackTrace(bug.getStackTrace());
            throw told;
        }
    }

    int total() {
        return total;
    }

    List<Count> counts() {
        return IntStream.range(0, detectors.size())
                .mapToObj(i -> new Count(detectors.get(i), valid[i], formed[i], total, distinct.size()))
                .toList();
    }
}
