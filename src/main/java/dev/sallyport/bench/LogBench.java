package dev.sallyport.bench;

import dev.sallyport.audit.BootId;
import dev.sallyport.audit.Disk;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Recovery;
import dev.sallyport.audit.RunKeys;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.Leaves;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.SealedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What records cost: writing one to the journal, as the event loop does before a statement is forwarded; making the log from
 * them; opening it again after the process was lost; checking it; its index. In this process, on one thread.
 */
public final class LogBench {

    static final int SEGMENT = 64 << 20;
    private static final int WARM_UP = 200_000;
    private static final double MILLION = 1_000_000;

    private LogBench() {}

    /** @return a table in Markdown */
    public static String measure(int records) throws IOException {
        Path folder = Files.createTempDirectory("sallyport-bench");
        try {
            return measure(folder, records);
        } finally {
            delete(folder);
        }
    }

    /** @param folder where all of it is left, with the public key in {@code key} */
    public static String measure(Path folder, int records) throws IOException {
        SigningKey key = SigningKey.generate("bench/log", VerifierKey.Type.NOTE);
        Files.writeString(folder.resolve("key"), key.verifier() + "\n");
        StringBuilder table = new StringBuilder(
                "| what | records | seconds | of CPU | per record |\n| --- | ---: | ---: | ---: | ---: |\n");
        try (Journal journal = journal(folder, Journal.Durability.PROCESS)) {
            BenchRecords source = new BenchRecords(journal);
            source.append(WARM_UP);
            table.append(timed("appended to the journal", records - WARM_UP, () -> source.append(records - WARM_UP)));
            LogWriter writer = new LogWriter(
                    folder.resolve("log"),
                    folder.resolve("state"),
                    folder.resolve("journal"),
                    List.of(key),
                    leaves(folder),
                    Cosigner.NONE);
            table.append(timed("made into the log", records, () -> {
                while (writer.advance() > 0) {
                    if (writer.settlesSoon()) {
                        writer.settle();
                    }
                }
            }));
            writer.abandon();
        }
        table.append(timed(
                "lost runs looked for", records, () -> Recovery.lostRuns(folder.resolve("journal"), BootId.random())));
        table.append(timed(
                "opened again after a loss",
                records,
                () -> new LogWriter(
                                folder.resolve("log"),
                                folder.resolve("state"),
                                folder.resolve("journal"),
                                List.of(key),
                                leaves(folder),
                                Cosigner.NONE)
                        .close()));
        for (String what : List.of("checked", "checked again")) {
            table.append(timed(what, records, () -> {
                Verification found = new LogVerifier(
                                new LogFolder(folder.resolve("log")),
                                List.of(key.verifier()),
                                Optional.of(new SealedStore(folder.resolve("sealed"))))
                        .run(List.of());
                if (!found.findings().isEmpty() || found.entries() != records) {
                    throw new IOException("not verified: " + found);
                }
            }));
        }
        return table
                + "\n"
                + SearchBench.measure(folder.resolve("index"), new LogFolder(folder.resolve("log")))
                + "\n"
                + LagBench.measure(Files.createDirectory(folder.resolve("lag")));
    }

    /** As a gate writes it. */
    static Journal journal(Path folder, Journal.Durability durability) throws IOException {
        return Journal.open(
                folder.resolve("journal"),
                "bench",
                1,
                SEGMENT,
                durability,
                Clock.systemUTC(),
                Disk.REAL,
                Optional.of(new RunKeys(folder.resolve("keys"))));
    }

    /** As a gate makes them. */
    static Leaves leaves(Path folder) throws IOException {
        return new PrivateLeaves(
                "bench/log",
                KeyTable.open(folder.resolve("units"), new SecureRandom()),
                new SealedStore(folder.resolve("sealed")),
                Holds.open(folder.resolve("holds")),
                folder.resolve("erase"),
                new RunKeys(folder.resolve("keys"))::open);
    }

    interface Work {
        void run() throws IOException;
    }

    static String timed(String what, int records, Work work) throws IOException {
        long cpu = cpu();
        long began = System.nanoTime();
        work.run();
        double wall = (System.nanoTime() - began) / 1e9;
        double used = (cpu() - cpu) / 1e9;
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f µs |%n",
                what,
                records,
                wall,
                used,
                used / records * MILLION);
    }

    /** Of the whole process. */
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException unreadable) {
            throw new IOException(unreadable);
        }
    }
}
