package dev.sallyport.bench;

import dev.sallyport.client.PostgresClient;
import dev.sallyport.client.Transport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a gate needs when nobody asks anything of it.
 *
 * @param firstConnection from the start of the process until a connection is accepted; median
 * @param firstSession from the start of the process until a client is logged in; median
 * @param sessions how many idle sessions were held
 * @param heapPerSession live bytes on the heap for each of them
 * @param resident the process's resident memory with all of them, in bytes
 */
record Footprint(Duration firstConnection, Duration firstSession, int sessions, long heapPerSession, long resident) {

    private static final int STARTS = 5;
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int CLIENT_BUFFER = 512;
    private static final List<String> SMALL = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m");

    static Footprint measure(BenchServers servers, int sessions) throws IOException, InterruptedException {
        long[] connections = new long[STARTS];
        long[] logins = new long[STARTS];
        for (int round = 0; round < STARTS; round++) {
            long began = System.nanoTime();
            try (Peer gate = servers.gate(servers.serverPort(), List.of())) {
                servers.awaitListening(gate);
                connections[round] = System.nanoTime() - began;
                idle(servers, gate).close();
                logins[round] = System.nanoTime() - began;
            }
        }
        try (Peer gate = servers.gate(servers.serverPort(), SMALL)) {
            servers.awaitListening(gate);
            idle(servers, gate).close();
            long before = liveHeap(gate);
            List<PostgresClient> clients = new ArrayList<>();
            try {
                for (int count = 0; count < sessions; count++) {
                    clients.add(idle(servers, gate));
                }
                long heap = (liveHeap(gate) - before) / Math.max(1, sessions);
                return new Footprint(median(connections), median(logins), sessions, heap, resident(gate));
            } finally {
                for (PostgresClient client : clients) {
                    client.close();
                }
            }
        }
    }

    /** A client with as little around it as can be: thousands of them fit where a driver's connections would not. */
    private static PostgresClient idle(BenchServers servers, Peer gate) throws IOException {
        return PostgresClient.open(
                new Transport("localhost", gate.port(), Transport.Tls.DISABLE, Optional.empty(), SILENCE),
                "bench",
                servers.password(),
                Map.of("database", gate.database()),
                CLIENT_BUFFER);
    }

    private static Duration median(long[] nanos) {
        Arrays.sort(nanos);
        return Duration.ofNanos(nanos[nanos.length / 2]);
    }

    /** After a full collection: the last line of jcmd's class histogram is "Total", the objects, their bytes. */
    private static long liveHeap(Peer gate) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(gate.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed.lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> line.strip().substring(line.strip().lastIndexOf(' ') + 1))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow(() -> new IOException("jcmd did not tell the gate's heap: " + printed.strip()));
    }

    /** VmRSS of proc(5), which is in kibibytes. */
    private static long resident(Peer gate) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + gate.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToLong(kibibytes -> Long.parseLong(kibibytes) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** As lines of Markdown. */
    String markdown() {
        return String.format(
                Locale.ROOT,
                """

                | of a gate at rest | |
                | --- | ---: |
                | start to first accepted connection | %.2f s |
                | start to first session | %.2f s |
                | idle sessions held (%s) | %d |
                | live heap for each | %.1f KB |
                | resident memory with all | %d MB |
                """,
                firstConnection.toMillis() / 1000.0,
                firstSession.toMillis() / 1000.0,
                String.join(" ", SMALL),
                sessions,
                heapPerSession / 1000.0,
                resident / 1_000_000);
    }
}
