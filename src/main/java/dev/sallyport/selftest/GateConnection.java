package dev.sallyport.selftest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The session that attempts are sent over; another one when it was lost. Not thread-safe. */
final class GateConnection implements AutoCloseable {

    private final SelfTest.Gate gate;
    private final List<String> settings;
    private Optional<GateSession> session = Optional.empty();

    /** @param settings statements that each session begins with; those that policy refuses are done without */
    GateConnection(SelfTest.Gate gate, List<String> settings) {
        this.gate = gate;
        this.settings = settings;
    }

    GateSession session() throws IOException {
        if (session.isEmpty()) {
            GateSession opened = new GateSession(gate.open());
            session = Optional.of(opened);
            for (String setting : settings) {
                opened.send(setting);
            }
        }
        return session.get();
    }

    /** After this the next session is a new one. */
    @Override
    public void close() {
        session.ifPresent(old -> {
            try {
                old.close();
            } catch (IOException gone) {
                // It is of no use any more as it is.
            }
        });
        session = Optional.empty();
    }
}
