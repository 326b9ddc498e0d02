package dev.sallyport.cli;

import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Lists what is under hold. */
@Command(
        name = "holds",
        mixinStandardHelpOptions = true,
        description = {
            "List what is under legal hold: for which case, of whom, since when, by whom and why.",
            "It needs the files that only the gate's user reads."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sallyport audit holds", "  sallyport audit holds --json"})
final class AuditHoldsCommand implements Callable<Integer> {

    private static final String EVERYTHING = "everything";
    private static final long MICROS_A_SECOND = 1_000_000;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "An object of JSON a line.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Config loaded = config.load();
        List<Hold> holds = AuditLog.holds(loaded).list();
        Persons persons = Persons.of(AuditLog.units(loaded));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            holds.forEach(hold -> out.println(JsonMapper.shared().writeValueAsString(object(hold, persons))));
        } else if (holds.isEmpty()) {
            out.println("nothing is under hold");
        } else {
            out.print(new TextTable(
                            Stream.of("case", "whose", "since", "by", "reason")
                                    .map(TextTable.Column::words)
                                    .toList(),
                            holds.stream().map(hold -> row(hold, persons)).toList())
                    .text());
        }
        out.flush();
        return Sallyport.OK;
    }

    private static List<String> row(Hold hold, Persons persons) {
        return List.of(
                Printable.of(hold.reference()),
                Printable.of(whose(hold, persons)),
                since(hold),
                Printable.of(by(hold, persons).stream().collect(Collectors.joining(", "))),
                Printable.of(hold.why()));
    }

    private static Map<String, Object> object(Hold hold, Persons persons) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("case", hold.reference());
        hold.unit().ifPresent(unit -> object.put("unit", unit));
        object.put("whose", whose(hold, persons));
        object.put("since", since(hold));
        object.put("by", by(hold, persons));
        object.put("reason", hold.why());
        return object;
    }

    private static String whose(Hold hold, Persons persons) {
        return hold.unit().map(persons::shown).orElse(EVERYTHING);
    }

    private static List<String> by(Hold hold, Persons persons) {
        return hold.by().stream().map(persons::shown).toList();
    }

    private static String since(Hold hold) {
        return Instant.ofEpochSecond(Math.floorDiv(hold.micros(), MICROS_A_SECOND))
                .toString();
    }
}
