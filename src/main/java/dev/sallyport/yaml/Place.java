package dev.sallyport.yaml;

import java.util.Comparator;

/**
 * Where something stands in a file.
 *
 * @param file as the user named it
 * @param line from 1
 * @param column from 1, in characters
 */
public record Place(String file, int line, int column) implements Comparable<Place> {

    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::file).thenComparingInt(Place::line).thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    public Problem problem(String message) {
        return new Problem(this, message);
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
