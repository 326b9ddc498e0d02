package dev.sallyport.export;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A receiver answered, and did not take what it was sent. */
final class Refused extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<Duration> pause;
    private final boolean tooMuch;

    /**
     * @param pause how long it wants to be left alone, if it said so
     * @param tooMuch whether it might take fewer events at a time
     */
    Refused(String message, Optional<Duration> pause, boolean tooMuch) {
        super(message);
        this.pause = pause;
        this.tooMuch = tooMuch;
    }

    Optional<Duration> pause() {
        return pause;
    }

    boolean tooMuch() {
        return tooMuch;
    }
}
