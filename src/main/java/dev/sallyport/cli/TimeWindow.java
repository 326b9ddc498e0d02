package dev.sallyport.cli;

import dev.sallyport.yaml.Units;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** The options that say from when on, and until when. */
final class TimeWindow {

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

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
        try {
            Optional<Duration> ago = Units.duration(text);
            Instant time = ago.isPresent() ? now.minus(ago.get()) : Instant.parse(text);
            if (fitting(time)) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException wrong) {
            // Reported below.
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                option + ": '" + text + "' is no time; write it as 2026-11-24T09:00:00Z, or as 30m, 2h, 1d");
    }

    /** Whether it is a time that records can have; others are too far away to be counted in microseconds. */
    static boolean fitting(Instant time) {
        return !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    }
}
