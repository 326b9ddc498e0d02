package dev.sallyport.observe.endpoint;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.log.LogKeeper;
import dev.sallyport.export.Exporter;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.DoorCounts;
import dev.sallyport.observe.PolicyCounts;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.traces.Spans;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A gate, as far as it tells of itself. Read from any thread, and only when somebody asks.
 *
 * @param version the product's
 * @param databases by name
 * @param exports by name
 */
public record Observed(
        String version,
        Map<String, Database> databases,
        Door door,
        PolicyCounts policies,
        Journal journal,
        LogKeeper log,
        Map<String, Exporter> exports,
        Statements statements,
        Spans spans) {

    public Observed {
        databases = Map.copyOf(databases);
        exports = Map.copyOf(exports);
    }

    /**
     * A database behind the gate.
     *
     * @param catalogAge how old the knowledge of its structure is; empty while there is none
     */
    public record Database(DatabaseCounts counts, Supplier<Optional<Duration>> catalogAge) {}

    /**
     * Which statements are used how much.
     *
     * @param token what somebody must show who asks: it tells of persons
     */
    public record Statements(StatementUses uses, String token) {
        @Override
        public String toString() {
            return "statements";
        }
    }

    /**
     * Where clients connect.
     *
     * @param open whether it takes clients
     * @param connections how many are connected now
     * @param limit how many may be
     */
    public record Door(DoorCounts counts, BooleanSupplier open, Supplier<Integer> connections, int limit) {}

    /** Whether the journal cannot be written. */
    boolean journalFails() {
        return journal.trouble().isPresent();
    }
}
