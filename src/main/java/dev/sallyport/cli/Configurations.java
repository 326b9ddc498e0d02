package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Reads the configuration file for commands. */
final class Configurations {

    private Configurations() {}

    /** @throws IOException with every problem in its message, one a line */
    static Config load(Path file, PrintWriter warnings) throws IOException {
        return switch (Config.load(file)) {
            case ConfigResult.Loaded(Config config, var found) -> {
                found.forEach(warning -> warnings.println("warning: " + warning));
                yield config;
            }
            case ConfigResult.Invalid(var problems) ->
                throw new IOException("the configuration is wrong:\n"
                        + problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
        };
    }
}
