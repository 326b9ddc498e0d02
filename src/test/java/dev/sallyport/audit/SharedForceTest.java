package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A journal that statements wait for until it survives the machine")
@Timeout(60)
class SharedForceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SESSIONS = 500;

    /** With them, a lane needs more than one segment. */
    private static final int MANY = 8_000;

    private static final StatementPart STATEMENT = StatementPart.unread("0".repeat(64), "42601", 12);

    @TempDir
    Path folder;

    private final FailingDisk disk = new FailingDisk();
    private final AtomicInteger released = new AtomicInteger();

    private Journal open(Journal.Durability durability) throws IOException {
        return Journal.open(folder, "gate-1", 1, 2 << 20, durability, Clock.systemUTC(), disk, Optional.empty());
    }

    private static Trail trail(Journal journal) {
        Session session = new Session(
                "s-1",
                Delegation.of(new Principal("ada", Principal.Kind.HUMAN, Set.of(), Map.of())),
                Optional.empty(),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
        return new Trail(journal.lane(0), session, new Served("postgresql", "", "app"));
    }

    /** The journal's own thread is at the disk, and stays there. */
    private void hold(Trail trail) {
        disk.hold();
        int before = disk.forces();
        trail.denied(STATEMENT, Particulars.NONE);
        Awaitility.await().atMost(PATIENCE).until(() -> disk.forces() > before);
    }

    private void begin(Trail trail) {
        trail.intent(STATEMENT, Particulars.NONE);
        assertThat(trail.durable()).isFalse();
        trail.whenDurable(() -> {
            assertThat(trail.durable()).isTrue();
            released.incrementAndGet();
        });
    }

    @Test
    @DisplayName("lets all go on with what is forced once")
    void shared() throws IOException {
        try (Journal journal = open(Journal.Durability.MACHINE);
                FailingDisk _ = disk) {
            hold(trail(journal));
            int before = disk.forces();
            List<Trail> sessions = new ArrayList<>();
            for (int number = 0; number < SESSIONS; number++) {
                sessions.add(trail(journal));
                begin(sessions.getLast());
            }
            assertThat(released).hasValue(0);
            disk.release();
            Awaitility.await().atMost(PATIENCE).until(() -> released.get() == SESSIONS);
            assertThat(sessions).allMatch(Trail::durable);
            // One for them, and one for the segment that may just be made ahead.
            assertThat(disk.forces() - before).isLessThanOrEqualTo(2);
        }
    }

    @Test
    @DisplayName("counts what is in a segment that has been left meanwhile")
    void overSegments() throws IOException {
        try (Journal journal = open(Journal.Durability.MACHINE);
                FailingDisk _ = disk) {
            for (int number = 0; number < MANY; number++) {
                Trail trail = trail(journal);
                trail.intent(STATEMENT, Particulars.NONE);
                trail.whenDurable(released::incrementAndGet);
            }
            Awaitility.await().atMost(PATIENCE).until(() -> released.get() == MANY);
        }
    }

    @Test
    @DisplayName("tells those who wait when the disk fails")
    void fails() throws IOException {
        try (Journal journal = open(Journal.Durability.MACHINE);
                FailingDisk _ = disk) {
            Trail trail = trail(journal);
            hold(trail);
            AtomicInteger refused = new AtomicInteger();
            trail.intent(STATEMENT, Particulars.NONE);
            trail.whenDurable(() -> refused.addAndGet(trail.durable() ? 100 : 1));
            disk.broken(true);
            disk.release();
            Awaitility.await().atMost(PATIENCE).until(() -> refused.get() > 0);
            assertThat(refused).hasValue(1);
            disk.broken(false);
        }
    }

    @Test
    @DisplayName("is waited for by nobody when it need not survive the machine at once")
    void group() throws IOException {
        try (Journal journal = open(Journal.Durability.GROUP);
                FailingDisk _ = disk) {
            Trail trail = trail(journal);
            hold(trail);
            trail.intent(STATEMENT, Particulars.NONE);
            assertThat(trail.durable()).isTrue();
            disk.release();
        }
    }
}
