package dev.sallyport.cli;

import dev.sallyport.audit.JournalReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Shows the journal's records. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = {
            "Show the last records, while the gate runs or afterwards.",
            "Options of one kind widen what is shown, options of different kinds narrow it. What is in a record:"
                    + " docs/audit.md."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit tail --follow",
            "  sallyport audit tail --data /var/lib/sallyport --refused --since 1d",
            "  sallyport audit tail --as ada --relation customers --last 0 --json"
        })
final class AuditTailCommand implements Callable<Integer> {

    private static final long LOOK_MILLIS = 200;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The gate's data folder (default: from the configuration).")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes.")
    private boolean follow;

    @Option(names = "--json", description = "One record a line, as it stands in the journal.")
    private boolean json;

    @Option(
            names = {"-n", "--last"},
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "How many of the records there are, the latest; 0 is all (default: ${DEFAULT-VALUE}).")
    private int last = 1000;

    @Mixin
    private RecordFilter filter = new RecordFilter();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    /** A line to print, and its place among the others. */
    private record Line(long micros, long arrival, String text) {}

    private static final Comparator<Line> ORDER =
            Comparator.comparingLong(Line::micros).thenComparingLong(Line::arrival);

    private final Paint paint = Paint.auto();
    private long arrivals;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (last < 0) {
            throw CommandFailure.usage("--last " + last + " is no count", "Give how many records, or 0 for all.");
        }
        filter.begin(Clock.systemUTC());
        JournalReader reader = new JournalReader(folder().resolve("journal"));
        print(reader, last == 0 ? Integer.MAX_VALUE : last);
        while (follow) {
            Thread.sleep(LOOK_MILLIS);
            print(reader, Integer.MAX_VALUE);
        }
        return Sallyport.OK;
    }

    private Path folder() throws IOException {
        return data.isPresent() ? data.get() : config.load().data();
    }

    /** Prints the latest of what is new, in the order of time: a gate writes several lanes side by side. */
    private void print(JournalReader reader, int most) throws IOException {
        PriorityQueue<Line> lines = new PriorityQueue<>(ORDER);
        boolean[] cut = {false};
        reader.next(record -> filter.choose(JsonMapper.shared().readTree(record))
                .ifPresent(chosen -> {
                    String text = json ? new String(record, StandardCharsets.UTF_8) : RecordLine.of(chosen, paint);
                    lines.add(new Line(chosen.micros(), arrivals++, text));
                    if (lines.size() > most) {
                        lines.remove();
                        cut[0] = true;
                    }
                }));
        if (cut[0]) {
            spec.commandLine().getErr().println("(the last " + most + " records; --last shows more)");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (Line line = lines.poll(); line != null; line = lines.poll()) {
            out.println(line.text);
        }
        out.flush();
    }
}
