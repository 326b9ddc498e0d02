package dev.sallyport.selftest;

import dev.sallyport.catalog.RelationName;
import java.util.Optional;

/**
 * A value that must not come out.
 *
 * @param relation where it stands
 * @param number counts the values of a column, from 1: by it people are told which was seen, and never what it is
 * @param value the whole of it; never shown
 * @param mark the part of it that is looked for
 */
record Canary(RelationName relation, String column, int number, String value, String mark) {

    /** Shorter texts turn up by chance. */
    static final int LEAST_CHARACTERS = 6;

    /** Whole numbers of so many digits are looked for only where no other digit stands beside them. */
    static final int LEAST_DIGITS = 5;

    private static final int MOST_CHARACTERS = 48;

    /**
     * The part of a value that is worth looking for; empty when any would turn up by chance. Of values with a structure, it
     * is the longest piece that is written in one way only.
     */
    static Optional<String> mark(String value) {
        String longest = "";
        for (String piece : value.split("[\"{}\\[\\](),\\\\\\n\\r\\t|]", -1)) {
            longest = piece.strip().length() > longest.length() ? piece.strip() : longest;
        }
        boolean digits = longest.chars().allMatch(Character::isDigit);
        if (longest.length() < (digits ? LEAST_DIGITS : LEAST_CHARACTERS)) {
            return Optional.empty();
        }
        return Optional.of(longest.substring(0, Math.min(longest.length(), MOST_CHARACTERS)));
    }

    String place() {
        return relation + "." + column;
    }

    @Override
    public String toString() {
        return "value " + number + " of " + place();
    }
}
