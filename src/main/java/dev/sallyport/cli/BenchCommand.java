package dev.sallyport.cli;

import dev.sallyport.bench.Analysis;
import dev.sallyport.bench.Bench;
import dev.sallyport.bench.BenchPlan;
import dev.sallyport.bench.LogBench;
import dev.sallyport.bench.PeerKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the gate beside its peers. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the gate beside PgBouncer, HAProxy and the database itself.",
            "Runs pgbench against an embedded PostgreSQL directly and through each of them, in turns, and prints"
                    + " medians, ratios and the processor time of each proxy.",
            "The gate is a process of its own with policy, analysis and journal on. All of it stays on this machine."
        },
        footer = {
            "",
            "Examples:",
            "  sallyport bench                                   everything; about half an hour",
            "  sallyport bench --clients 8 --modes prepared --scripts select --rounds 3 --seconds 2",
            "  sallyport bench --scripts people,person --peers direct,gate,masked --modes extended --clients 1 \\",
            "      --seconds 10 --rounds 5 --sessions 0          what masks and filters cost",
            "  sallyport bench --analysis                        how long a text takes that was never seen",
            "  sallyport bench --records 1000000                 what records and their log cost",
            "",
            "It needs pgbench (Debian: postgresql-contrib), pgbouncer and haproxy; --peers leaves some out."
        })
final class BenchCommand implements Callable<Integer> {

    private static final int MIN_RECORDS = 400_000;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Who takes part: ${COMPLETION-CANDIDATES} (all but MASKED).")
    private EnumSet<PeerKind> peers = EnumSet.complementOf(EnumSet.of(PeerKind.MASKED));

    @Option(
            names = "--scripts",
            split = ",",
            paramLabel = "SCRIPT",
            description = "What is run: ${COMPLETION-CANDIDATES} (SELECT,TPCB).")
    private EnumSet<BenchPlan.Workload> scripts = EnumSet.of(BenchPlan.Workload.SELECT, BenchPlan.Workload.TPCB);

    @Option(
            names = "--modes",
            split = ",",
            paramLabel = "MODE",
            description = "How statements are sent: ${COMPLETION-CANDIDATES} (all).")
    private EnumSet<BenchPlan.Mode> modes = EnumSet.allOf(BenchPlan.Mode.class);

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,8,64",
            description = "Clients at a time (1,8,64).")
    private List<Integer> clients = List.of();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds (5).")
    private int rounds;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "4", description = "Length of one run (4).")
    private int seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "10",
            description = "Seconds of load for each peer, script and mode before anything counts (10).")
    private int warmUp;

    @Option(
            names = "--scale",
            paramLabel = "N",
            defaultValue = "10",
            description = "pgbench's scale factor: 100,000 accounts each (10).")
    private int scale;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Idle sessions to give a gate, after starting it several times; 0 for none of that (1000)."
                    + " The server needs about 2 MB of memory for each.")
    private int sessions;

    @Option(
            names = "--analysis",
            description = "Measure only how long a text takes that was never seen, without any server.")
    private boolean analysis;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Measure only what so many records cost: in the journal, in the log, and to check them.")
    private Optional<Integer> records = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "With --records: make them in this folder, which must not be there, and leave it: for a verifier of"
                            + " somebody else's.")
    private Optional<Path> keep = Optional.empty();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1
                || seconds < 1
                || warmUp < 1
                || scale < 1
                || clients.stream().anyMatch(count -> count < 1)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "rounds, seconds, warm-up, scale and clients are 1 at least");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (analysis) {
            out.print(Analysis.measure());
            out.flush();
            return Sallyport.OK;
        }
        if (records.isPresent()) {
            if (records.get() < MIN_RECORDS) {
                throw new CommandLine.ParameterException(
                        spec.commandLine(), "--records is " + MIN_RECORDS + " at least");
            }
            if (keep.isPresent()) {
                if (Files.exists(keep.get())) {
                    throw CommandFailure.usage(keep.get() + " is already there", "Give another --keep.");
                }
                out.print(LogBench.measure(Files.createDirectories(keep.get()), records.get()));
            } else {
                out.print(LogBench.measure(records.get()));
            }
            out.flush();
            return Sallyport.OK;
        }
        PrintWriter progress = spec.commandLine().getErr();
        BenchPlan plan = new BenchPlan(
                cells(), peers, rounds, Duration.ofSeconds(seconds), Duration.ofSeconds(warmUp), scale, sessions);
        out.print(new Bench(plan, progress).run().markdown());
        out.flush();
        return Sallyport.OK;
    }

    private List<BenchPlan.Cell> cells() {
        List<BenchPlan.Cell> cells = new ArrayList<>();
        for (BenchPlan.Workload script : scripts) {
            for (BenchPlan.Mode mode : modes) {
                for (int count : clients) {
                    cells.add(new BenchPlan.Cell(script, mode, count));
                }
            }
        }
        return cells;
    }
}
