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
 * @param expect what else must come of it
 * @param since the first major version of the server that knows what is used
 * @param until the last one that does; {@link #NO_END} when the newest does
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
        Expect expect,
        int since,
        int until,
        Optional<String> open) {

    /** No version of the server has dropped what is used. */
    public static final int NO_END = Integer.MAX_VALUE;

    public Entry {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("an entry has at least one step");
        }
        if (until < since) {
            throw new IllegalArgumentException("until " + until + " is before since " + since);
        }
    }

    /** Whether a server has what is used. */
    public boolean isFor(int majorVersion) {
        return since <= majorVersion && majorVersion <= until;
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

    /** What is asked of an entry's answers beside the rest. */
    public enum Expect {
        /** Of an attack nothing; of an innocent entry that all of it succeeds without the gate. */
        ANY,
        /** The gate must refuse at least one step of an attack. */
        REFUSED,
        /** An innocent mistake: without the gate, at least one step fails. */
        ERROR
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
