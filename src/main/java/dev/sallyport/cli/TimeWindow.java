package dev.sallyport.cli;

import dev.sallyport.yaml.Units;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that say from when on, and until when. */
final class TimeWindow {

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "From this time on: 2026-11-24T09:00:00Z, or how long ago, as 30m, 2h, 1d.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Before this time, told the same way.")
    private Optional<String> until = Optional.empty();

    @CommandLine.Spec(CommandLine.Spec.Target.MIXEE)
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    Optional<Instant> from(Instant now) {
        return since.map(text -> instant("--since", text, now));
    }

    Optional<Instant> until(Instant now) {
        return until.map(text -> instant("--until", text, now));
    }

    private Instant instant(String option, String text, Instant now) {
        return Units.duration(text).map(now::minus).orElseGet(() -> instant(option, text));
    }

    private Instant instant(String option, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    option + ": '" + text + "' is no time; write it as 2026-11-24T09:00:00Z, or as 30m, 2h, 1d",
                    wrong,
                    null,
                    text);
        }
    }
}
