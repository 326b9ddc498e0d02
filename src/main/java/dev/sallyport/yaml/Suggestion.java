package dev.sallyport.yaml;

import java.util.Collection;
import java.util.Optional;

/** Guesses which known word somebody meant. */
public final class Suggestion {

    private Suggestion() {}

    /** {@code " (did you mean 'x'?)"}, or nothing when no candidate is near. */
    public static String text(String written, Collection<String> candidates) {
        return closest(written, candidates)
                .map(near -> " (did you mean '" + near + "'?)")
                .orElse("");
    }

    /** The nearest candidate, when it is so near that it can be what was meant; of equally near ones the first by name. */
    public static Optional<String> closest(String written, Collection<String> candidates) {
        int nearest = Math.max(1, written.length() / 3);
        Optional<String> found = Optional.empty();
        for (String candidate : candidates.stream().sorted().toList()) {
            int distance = distance(written, candidate);
            if (distance < nearest || (distance == nearest && found.isEmpty())) {
                nearest = distance;
                found = Optional.of(candidate);
            }
        }
        return found;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that lead from one word to the other. */
    private static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    steps[i][j] = i + j;
                    continue;
                }
                int replaced = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                steps[i][j] = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + replaced);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    steps[i][j] = Math.min(steps[i][j], steps[i - 2][j - 2] + 1);
                }
            }
        }
        return steps[one.length()][other.length()];
    }
}
