package dev.sallyport.selftest;

import java.util.List;
import java.util.Optional;

/**
 * One attempt or one piece of ordinary work: what is sent, and what must come of it.
 *
 * @param place file and line, for people
 * @param steps what is sent, one after the other, on one connection; a step that fails does not end the entry
 * @param transaction whether the steps run in a transaction that is rolled back where they run without the gate
 * @param varies whether answers differ from run to run (process ids, clocks), so that only their kind can be compared
 * @param refused whether the gate must refuse at least one step
 * @param since the first major version of the server that knows what is used
 * @param open why the gate does not hold here yet; empty when it does
 */
public record Entry(
        String place,
        String name,
        Kind kind,
        Leaks leaks,
        Compare compare,
        List<Step> steps,
        boolean transaction,
        boolean varies,
        boolean refused,
        int since,
        Optional<String> open) {

    public Entry {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("an entry has at least one step");
        }
    }

    /** What an entry stands for. */
    public enum Kind {
        ATTACK,
        INNOCENT
    }

    /** What an attack brings out, or does, where nothing governs it. */
    public enum Leaks {
        /** Hidden values, or answers that depend on them. */
        DATA,
        /** Stored data or definitions are changed or gone. */
        CHANGE,
        /** Nothing that the test data can show; it is refused, or gives away what every session may know. */
        NOTHING
    }

    /** What an innocent entry's answers through the gate must be equal to. */
    public enum Compare {
        /** Those of a database whose data is really masked and filtered. */
        MASKED,
        /** Those of the same database, reached directly. */
        SAME,
        /** Nothing: the steps must succeed. */
        SUCCESS
    }

    /**
     * One message.
     *
     * @param sql its text, which may hold several statements
     * @param input what is sent when the server asks for COPY data, with line ends
     */
    public record Step(String sql, String input) {}

    @Override
    public String toString() {
        return name + " (" + place + ")";
    }
}
