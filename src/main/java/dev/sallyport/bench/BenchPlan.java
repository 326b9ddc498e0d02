package dev.sallyport.bench;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is measured.
 *
 * @param cells the combinations, each run against every peer in every round
 * @param peers who takes part
 * @param rounds how often each combination is run, at least 1
 * @param run how long one run takes
 * @param warmUp how long each peer is run before anything counts, per workload and mode
 * @param scale pgbench's scale factor: 100,000 accounts each
 * @param sessions how many idle sessions a gate is given; 0 leaves its memory and its start unmeasured
 */
public record BenchPlan(
        List<Cell> cells, Set<PeerKind> peers, int rounds, Duration run, Duration warmUp, int scale, int sessions) {

    /** pgbench's built-in scripts, and those over a million people with a mail address, a phone and a card each. */
    public enum Workload {
        SELECT("select-only", false),
        TPCB("tpcb-like", false),
        /** All of them. */
        PEOPLE("people", true),
        /** One of them by the primary key. */
        PERSON("person", true);

        private final String script;
        private final boolean ofPeople;

        Workload(String script, boolean ofPeople) {
            this.script = script;
            this.ofPeople = ofPeople;
        }

        /** Whether the script is the gate's own, and needs the table of people. */
        boolean ofPeople() {
            return ofPeople;
        }

        String script() {
            return script;
        }
    }

    /** How pgbench sends a statement. */
    public enum Mode {
        SIMPLE,
        EXTENDED,
        PREPARED
    }

    /** One combination. */
    public record Cell(Workload workload, Mode mode, int clients) {}
}
