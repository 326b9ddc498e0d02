package dev.sallyport.observe;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A count for each word of an enum. Thread-safe, without locks: the map never changes. */
final class Tally<E extends Enum<E>> {

    private final Map<E, LongAdder> counts;

    Tally(Class<E> words) {
        counts = new EnumMap<>(words);
        for (E word : words.getEnumConstants()) {
            counts.put(word, new LongAdder());
        }
    }

    void add(E word) {
        of(word).increment();
    }

    long get(E word) {
        return of(word).sum();
    }

    private LongAdder of(E word) {
        LongAdder count = counts.get(word);
        if (count == null) {
            throw new IllegalArgumentException("no count of " + word);
        }
        return count;
    }
}
