package dev.sallyport.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs pgbench against the database and against what stands in front of it, all in one go and in turns, so that what else
 * the machine does meets everyone alike. Figures are medians over the rounds.
 */
public final class Bench {

    private static final int WARM_UP_CLIENTS = 8;

    private final BenchPlan plan;
    private final PrintWriter progress;

    /** @param progress where it is told what is being done */
    public Bench(BenchPlan plan, PrintWriter progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @throws IOException when pgbench or a peer is missing or fails; the message says what to install
     */
    public BenchReport run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sallyport-bench");
        try (BenchServers servers = new BenchServers(folder, plan.sessions())) {
            Pgbench pgbench = new Pgbench(Files.createDirectories(folder.resolve("logs")), servers.password());
            List<Peer> peers = new ArrayList<>();
            for (PeerKind kind : plan.peers()) {
                peers.add(servers.start(kind));
            }
            if (plan.cells().stream().anyMatch(cell -> cell.workload().ofPeople())) {
                servers.people();
            }
            say("filling " + plan.scale() * 100_000L + " accounts");
            pgbench.initialise(
                    new Peer(PeerKind.DIRECT, servers.serverPort(), "postgres", Optional.empty()), plan.scale());
            warmUp(pgbench, peers);
            var medians = medians(measure(pgbench, peers));
            peers.forEach(Peer::close);
            return new BenchReport(plan, medians, footprint(servers));
        }
    }

    private Optional<Footprint> footprint(BenchServers servers) throws IOException, InterruptedException {
        if (plan.sessions() == 0) {
            return Optional.empty();
        }
        say("starting a gate several times, and giving it " + plan.sessions() + " idle sessions");
        return Optional.of(Footprint.measure(servers, plan.sessions()));
    }

    /** A Java process compiles what it does often; its first seconds are not what a gate that runs for weeks is like. */
    private void warmUp(Pgbench pgbench, List<Peer> peers) throws IOException, InterruptedException {
        List<BenchPlan.Cell> cells = plan.cells().stream()
                .map(cell -> new BenchPlan.Cell(cell.workload(), cell.mode(), WARM_UP_CLIENTS))
                .distinct()
                .toList();
        for (BenchPlan.Cell cell : cells) {
            for (Peer peer : peers) {
                say("warming up " + peer.kind().title() + ", " + BenchReport.name(cell));
                pgbench.measure(peer, cell, plan.warmUp());
            }
        }
    }

    private Map<BenchPlan.Cell, Map<PeerKind, List<Sample>>> measure(Pgbench pgbench, List<Peer> peers)
            throws IOException, InterruptedException {
        Map<BenchPlan.Cell, Map<PeerKind, List<Sample>>> samples = new LinkedHashMap<>();
        for (int round = 1; round <= plan.rounds(); round++) {
            for (BenchPlan.Cell cell : plan.cells()) {
                say("round " + round + " of " + plan.rounds() + ", " + BenchReport.name(cell));
                for (Peer peer : peers) {
                    samples.computeIfAbsent(cell, _ -> new EnumMap<>(PeerKind.class))
                            .computeIfAbsent(peer.kind(), _ -> new ArrayList<>())
                            .add(pgbench.measure(peer, cell, plan.run()));
                }
            }
            Collections.rotate(peers, 1); // nobody always comes after the same one
        }
        return samples;
    }

    private static Map<BenchPlan.Cell, Map<PeerKind, Sample>> medians(
            Map<BenchPlan.Cell, Map<PeerKind, List<Sample>>> samples) {
        Map<BenchPlan.Cell, Map<PeerKind, Sample>> medians = new LinkedHashMap<>();
        samples.forEach((cell, byPeer) -> {
            Map<PeerKind, Sample> one = new EnumMap<>(PeerKind.class);
            byPeer.forEach((kind, runs) -> one.put(kind, Sample.median(runs)));
            medians.put(cell, one);
        });
        return medians;
    }

    private void say(String what) {
        progress.println(what);
        progress.flush();
    }
}
