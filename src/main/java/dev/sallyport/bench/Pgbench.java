package dev.sallyport.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs pgbench and reads what it prints. */
final class Pgbench {

    private static final String TPS = "tps = ";
    private static final String LATENCY = "latency average = ";
    private static final double MICROS_PER_MILLI = 1000;
    private static final int LATENCY_FIELD = 2;

    private final Path folder;
    private final String password;

    /**
     * @param folder an empty one for its logs
     * @param password of the user {@code bench}
     */
    Pgbench(Path folder, String password) {
        this.folder = folder;
        this.password = password;
    }

    /** Makes and fills the tables. */
    void initialise(Peer peer, int scale) throws IOException, InterruptedException {
        run(List.of("-i", "-q", "-s", Integer.toString(scale)), peer);
    }

    Sample measure(Peer peer, BenchPlan.Cell cell, Duration length) throws IOException, InterruptedException {
        boolean alone = cell.clients() == 1;
        List<String> options = new ArrayList<>(List.of(
                "-n",
                cell.workload().ofPeople() ? "-f" : "-b",
                cell.workload().ofPeople()
                        ? script(cell.workload())
                        : cell.workload().script(),
                "-M",
                cell.mode().name().toLowerCase(Locale.ROOT),
                "-c",
                Integer.toString(cell.clients()),
                "-j",
                Integer.toString(Math.min(2, cell.clients())),
                "-T",
                Long.toString(length.toSeconds())));
        if (alone) {
            options.addAll(List.of("-l", "--log-prefix=" + folder.resolve("latency")));
        }
        Duration before = peer.cpu();
        String printed = run(options, peer);
        double cpu = peer.cpu().minus(before).toNanos() / MICROS_PER_MILLI;
        double tps = number(printed, TPS);
        double latency = alone ? medianLatency() : number(printed, LATENCY) * MICROS_PER_MILLI;
        return new Sample(tps, latency, cpu / (tps * length.toSeconds()));
    }

    /** A script of the gate's own, as a file. */
    private String script(BenchPlan.Workload workload) throws IOException {
        String name = workload.script() + ".sql";
        return Files.writeString(folder.resolve(name), BenchServers.resource(name))
                .toString();
    }

    private String run(List<String> options, Peer peer) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("pgbench", "-h", "127.0.0.1", "-U", "bench"));
        command.addAll(List.of("-p", Integer.toString(peer.port())));
        command.addAll(options);
        command.add(peer.database());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        builder.environment().put("PGSSLMODE", "disable");
        builder.environment().put("PGGSSENCMODE", "disable");
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("pgbench against " + peer.kind().title() + " failed: " + printed.strip());
        }
        return printed;
    }

    private static double number(String printed, String label) throws IOException {
        return printed.lines()
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).split(" ", 2)[0])
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new IOException("pgbench did not print '" + label + "': " + printed.strip()));
    }

    /** From its log: one line for each transaction, the third field its latency in microseconds. */
    private double medianLatency() throws IOException {
        long[] micros = {};
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "latency.*")) {
            for (Path log : logs) {
                try (Stream<String> lines = Files.lines(log)) {
                    micros = lines.mapToLong(line -> Long.parseLong(line.split(" ", -1)[LATENCY_FIELD]))
                            .sorted()
                            .toArray();
                }
                Files.delete(log);
            }
        }
        if (micros.length == 0) {
            throw new IOException("pgbench wrote no log of latencies");
        }
        return micros[micros.length / 2];
    }
}
