package dev.sallyport.cli;

import java.util.Optional;
import java.util.function.Supplier;

/** Makes something when it is needed first, and never again. Thread-safe. */
final class Once<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private Optional<T> made = Optional.empty();

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public synchronized T get() {
        T found = made.orElseGet(maker);
        made = Optional.of(found);
        return found;
    }
}
