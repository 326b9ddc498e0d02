package dev.sallyport.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Where a secret is to be had. The secret itself is fetched when it is needed, and each time, so that a changed one is
 * taken up; it is never part of the configuration and never printed.
 */
public sealed interface Secret {

    /** No password, token or key is longer. */
    int MAX_BYTES = 64 << 10;

    int COMMAND_SECONDS = 10;

    /** The secret, without the line end that files and commands add. */
    String reveal() throws Unavailable;

    /** What is doubtful about where the secret is kept. */
    Optional<String> warning();

    /** A secret that cannot be had; the message names its source and never its content. */
    final class Unavailable extends Exception {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }
    }

    /** An environment variable of this process. */
    record Environment(String variable) implements Secret {
        @Override
        public String reveal() throws Unavailable {
            String value = System.getenv(variable);
            if (value == null || value.isEmpty()) {
                throw new Unavailable("environment variable " + variable + " is not set");
            }
            return value;
        }

        @Override
        public Optional<String> warning() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** The first line of a file. */
    record InFile(Path path) implements Secret {
        private static final Set<PosixFilePermission> OF_OTHERS =
                Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

        @Override
        public String reveal() throws Unavailable {
            try {
                if (Files.size(path) > MAX_BYTES) {
                    throw new Unavailable("secret file " + path + " is larger than " + MAX_BYTES + " bytes");
                }
                return firstLine(Files.readString(path), "secret file " + path);
            } catch (IOException unreadable) {
                throw new Unavailable("secret file " + path + " cannot be read: "
                        + unreadable.getClass().getSimpleName());
            }
        }

        @Override
        public Optional<String> warning() {
            try {
                boolean open = Files.getPosixFilePermissions(path).stream().anyMatch(OF_OTHERS::contains);
                return open
                        ? Optional.of("secret file " + path + " is open to every user of this machine: chmod 600 it")
                        : Optional.empty();
            } catch (IOException | UnsupportedOperationException unknown) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /** The first line that a command prints. */
    record FromCommand(List<String> command) implements Secret {
        public FromCommand {
            command = List.copyOf(command);
        }

        @Override
        public String reveal() throws Unavailable {
            String name = "secret command '" + command.getFirst() + "'";
            try {
                Process process = new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .start();
                // A reader of its own, so that a command that prints on for ever meets its time limit.
                Thread killer = Thread.ofVirtual().start(() -> stopLater(process));
                byte[] printed = process.getInputStream().readNBytes(MAX_BYTES);
                int code = process.waitFor();
                killer.interrupt();
                if (code != 0) {
                    throw new Unavailable(name + " ended with code " + code);
                }
                return firstLine(new String(printed, StandardCharsets.UTF_8), name);
            } catch (IOException failed) {
                throw new Unavailable(name + " cannot be run");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new Unavailable(name + " was interrupted");
            }
        }

        private static void stopLater(Process process) {
            try {
                if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException done) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public Optional<String> warning() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    private static String firstLine(String content, String source) throws Unavailable {
        Optional<String> line = content.lines().findFirst().filter(text -> !text.isEmpty());
        return line.orElseThrow(() -> new Unavailable(source + " is empty"));
    }
}
