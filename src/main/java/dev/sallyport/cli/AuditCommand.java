package dev.sallyport.cli;

import dev.sallyport.audit.JournalReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What can be asked of the audit journal. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Reads the audit journal.",
        subcommands = AuditCommand.Tail.class,
        footer = {"", "Example:", "  sallyport audit tail --data data"})
final class AuditCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Shows records. */
    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = "Shows the records, while the gate runs or afterwards.",
            footer = {"", "Example:", "  sallyport audit tail --data /var/lib/sallyport --follow --kind q.deny"})
    static final class Tail implements Callable<Integer> {

        private static final long LOOK_MILLIS = 200;

        @Option(names = "--data", required = true, paramLabel = "DIR", description = "The gate's data folder.")
        @SuppressWarnings("NullAway.Init")
        private Path data;

        @Option(names = "--follow", description = "Go on with what comes.")
        private boolean follow;

        @Option(names = "--json", description = "One record a line, as it stands in the journal.")
        private boolean json;

        @Option(names = "--kind", paramLabel = "KIND", description = "Only records of this kind, such as q.deny.")
        private List<String> kinds = List.of();

        @Option(names = "--as", paramLabel = "IDENTITY", description = "Only what this identity did.")
        private List<String> identities = List.of();

        @CommandLine.Spec
        @SuppressWarnings("NullAway.Init")
        private CommandLine.Model.CommandSpec spec;

        @Override
        public Integer call() throws IOException, InterruptedException {
            JournalReader reader = new JournalReader(data.resolve("journal"));
            PrintWriter out = spec.commandLine().getOut();
            do {
                reader.next().stream()
                        .map(record -> JsonMapper.shared().readTree(record))
                        .sorted(Comparator.comparingLong(
                                record -> record.get("ts").asLong()))
                        .filter(this::wanted)
                        .forEach(record -> out.println(json ? record.toString() : line(record)));
                out.flush();
                if (follow) {
                    Thread.sleep(LOOK_MILLIS);
                }
            } while (follow);
            return 0;
        }

        private boolean wanted(JsonNode record) {
            return (kinds.isEmpty() || kinds.contains(record.path("k").asString("")))
                    && (identities.isEmpty()
                            || identities.contains(record.path("sub").path("id").asString("")));
        }

        private static String line(JsonNode record) {
            long micros = record.path("ts").asLong();
            String what = record.path("st").path("txt").asString("");
            JsonNode outcome = record.path("res");
            if (!outcome.isMissingNode()) {
                what += " " + outcome;
            }
            return "%s  %-10s %-12s %-5s %s"
                    .formatted(
                            Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                            record.path("k").asString(""),
                            record.path("sub").path("id").asString("-"),
                            record.path("dec").path("eff").asString(""),
                            what.strip());
        }
    }
}
