package dev.sallyport.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gate in a process of its own, started as people start it, for tests that kill it or measure it. */
final class GateProcess implements AutoCloseable {

    private static final Pattern OPEN = Pattern.compile("served on .*:(\\d+)");

    private final Process process;
    private final int port;
    private final List<String> said;
    private final Thread listener;

    private GateProcess(Process process, int port, List<String> said, Thread listener) {
        this.process = process;
        this.port = port;
        this.said = said;
        this.listener = listener;
    }

    /** Starts it and waits until it says that it serves. */
    static GateProcess start(Path config, String... jvmOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        try (var flags = Files.lines(Path.of("src/main/launch/jvm.flags"))) {
            flags.filter(flag -> flag.startsWith("-")).forEach(command::add);
        }
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.sallyport.Main", "serve"));
        command.addAll(List.of("--config", config.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> said = new CopyOnWriteArrayList<>();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            System.err.println("gate: " + line);
            Matcher open = OPEN.matcher(line);
            if (open.find()) {
                return new GateProcess(process, Integer.parseInt(open.group(1)), said, drain(lines, said));
            }
        }
        throw new IOException("the gate did not start: " + String.join("\n", said));
    }

    private static Thread drain(BufferedReader lines, List<String> said) {
        return Thread.startVirtualThread(() -> {
            try {
                // Read on, so that it never waits for somebody to.
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    said.add(line);
                    System.err.println("gate: " + line);
                }
            } catch (IOException ended) {
                // with the process
            }
        });
    }

    /** What it has printed so far. */
    List<String> said() {
        return said;
    }

    /** What it has printed until its end, which comes now. */
    List<String> saidAtEnd() throws InterruptedException {
        process.destroy();
        process.waitFor();
        listener.join();
        return said;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
