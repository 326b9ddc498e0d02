package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Execution;
import dev.sallyport.governor.Plan;
import dev.sallyport.wire.postgres.Messages.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A reply that the database still owes. They stand in a queue in the order of what was sent; what the database says is
 * an answer to the first.
 */
sealed interface Exchange {

    /**
     * Parse: ParseComplete is owed.
     *
     * @param change what its name means then
     */
    record Parsed(Plan plan, Prepared.Change change) implements Exchange {}

    /**
     * Bind: BindComplete is owed.
     *
     * @param change what the portal's name means then
     * @param planning the record of code that may already run while the statement is planned
     */
    record Bound(Plan plan, Prepared.Change change, Optional<Execution> planning) implements Exchange {}

    /** Close: CloseComplete is owed. */
    record Closed(Prepared.Change change) implements Exchange {}

    /** Describe: RowDescription or NoData is owed. */
    record Described(Plan plan) implements Exchange {}

    /** Execute: rows, and then an end, are owed. */
    record Executed(Run run) implements Exchange {}

    /** Query: everything up to ReadyForQuery is owed. */
    record Queried(Run run) implements Exchange {}

    /**
     * Sync: ReadyForQuery is owed.
     *
     * @param afterCopy whether it was sent after the client had ended its COPY data
     */
    record Synced(boolean afterCopy) implements Exchange {}

    /**
     * The database was made to fail in the place of a refused message, so that its transaction and its reading of what
     * follows stand where they would stand if it had refused: an ErrorResponse is owed, which is replaced.
     *
     * @param simple whether ReadyForQuery follows without a Sync
     */
    record Refused(Problem problem, boolean simple) implements Exchange {}

    /** A statement of the gate's own before or after one of the client's; the client sees nothing of the answer. */
    final class Bracketing implements Exchange {

        private final Optional<Run> closes;
        private int closed;

        /** @param closes what is over, for the client too, once this is */
        Bracketing(Optional<Run> closes) {
            this.closes = closes;
        }

        Optional<Run> closes() {
            return closes;
        }

        /** @return whether all has been answered */
        boolean close() {
            return ++closed == Messages.CLOSES;
        }
    }

    /** The gate's own question where names are looked up now; the client sees nothing of the answer. */
    final class PathAsked implements Exchange {

        private final List<String> schemas = new ArrayList<>();
        private final boolean synced;
        private int closed;

        /** @param synced whether a ReadyForQuery of its own follows */
        PathAsked(boolean synced) {
            this.synced = synced;
        }

        void schema(String name) {
            schemas.add(name);
        }

        List<String> schemas() {
            return schemas;
        }

        boolean synced() {
            return synced;
        }

        /** @return whether all but ReadyForQuery has been answered */
        boolean close() {
            return ++closed == Messages.CLOSES;
        }
    }
}
