package dev.sallyport.observe;

import java.util.concurrent.atomic.LongAdder;

/** What happens before there is a session. Thread-safe. */
public final class DoorCounts {

    private final Tally<LoginFailure> failures = new Tally<>(LoginFailure.class);
    private final LongAdder turnedAway = new LongAdder();

    public void loginFailed(LoginFailure why) {
        failures.add(why);
    }

    /** A connection was closed at once, since there are too many. */
    public void turnAway() {
        turnedAway.increment();
    }

    public long loginFailures(LoginFailure why) {
        return failures.get(why);
    }

    public long turnedAway() {
        return turnedAway.sum();
    }
}
