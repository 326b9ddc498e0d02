package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.yaml.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the configuration file, and what commands do with the file. */
public final class ConfigOption {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "${env:SALLYPORT_HOME:-.}/sallyport.yaml",
            description =
                    "The configuration (default: sallyport.yaml in the folder that SALLYPORT_HOME names, or here).")
    private Path file = Path.of("sallyport.yaml");

    public Path file() {
        return file.normalize();
    }

    /** Whether the file is there. */
    boolean present() {
        return Files.exists(file());
    }

    /** Reads the file without judging it. */
    ConfigResult read() throws IOException {
        if (!Files.isRegularFile(file())) {
            throw CommandFailure.usage(
                    "there is no configuration " + file(),
                    "Give one with --config, or make one with: sallyport init --database-url URL");
        }
        return Config.load(file());
    }

    /** The configuration, its warnings left to {@code check}; ends the command with all problems when it is wrong. */
    public Config load() throws IOException {
        return load(new PrintWriter(Writer.nullWriter()));
    }

    /** The configuration; ends the command with all problems when it is wrong. */
    Config load(PrintWriter warnings) throws IOException {
        return switch (read()) {
            case ConfigResult.Loaded(Config config, var found) -> {
                found.forEach(warning -> warnings.println("warning: " + warning));
                yield config;
            }
            case ConfigResult.Invalid(var problems) -> throw CommandFailure.problems(Sallyport.USAGE, problems);
        };
    }

    /** A database of the configuration; the only one when none is named. */
    static Config.Protected database(Config config, Optional<String> name) {
        if (name.isEmpty() && config.databases().size() == 1) {
            return config.databases().values().iterator().next();
        }
        String names =
                String.join(", ", config.databases().keySet().stream().sorted().toList());
        if (name.isEmpty()) {
            throw CommandFailure.usage("which database?", "Give --database with one of: " + names);
        }
        return Optional.ofNullable(config.databases().get(name.get()))
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no database '" + name.get() + "'"
                                + Suggestion.text(name.get(), config.databases().keySet()),
                        "The configuration has: " + names));
    }
}
