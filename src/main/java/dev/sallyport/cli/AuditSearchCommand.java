package dev.sallyport.cli;

import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Group;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** Finds events in the log. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        description = {
            "Find what happened: in the log, by its index, a second after it happened.",
            "Options of one kind widen what is found, options of different kinds narrow it."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit search --as ada --since 1d",
            "  sallyport audit search --tag pii --decision allow --rows 1000 --json",
            "  sallyport audit search --refused --since 7d --by person,rule",
            "  sallyport audit search --text 'drop table' --count"
        })
final class AuditSearchCommand implements Callable<Integer> {

    private static final int MAX_FIELDS = 6;

    @Mixin
    private IndexOption index = new IndexOption();

    @Mixin
    private SearchOptions options = new SearchOptions();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "How many are shown, the latest; 0 is all (default: ${DEFAULT-VALUE}).")
    private int last = 100;

    @Option(names = "--count", description = "Say only how many there are.")
    private boolean count;

    @Option(
            names = "--by",
            paramLabel = "FIELDS",
            split = ",",
            description =
                    "Count them by these fields, six at most, with commas between, such as person, relation, tag, decision, rule,"
                            + " purpose, fingerprint, day.")
    private List<String> by = new ArrayList<>();

    @Option(names = "--json", description = "One event or group a line, with the log's own records.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (last < 0) {
            throw CommandFailure.usage("--last " + last + " is no count", "Give how many events, or 0 for all.");
        }
        List<Field> fields = by.stream().map(SearchOptions::field).toList();
        if (fields.size() > MAX_FIELDS || Set.copyOf(fields).size() < fields.size()) {
            // An event that has many values of each counts for every combination of them.
            throw CommandFailure.usage(
                    "--by " + String.join(",", by) + " is not counted",
                    "Give at most " + MAX_FIELDS + " fields, each once.");
        }
        IndexOption.Searched searched = index.searched();
        Question question = options.question(searched.persons(), Clock.systemUTC());
        PrintWriter out = spec.commandLine().getOut();
        try (LogIndex open = searched.open(spec.commandLine().getErr())) {
            if (count) {
                out.println(open.count(question));
            } else if (fields.isEmpty()) {
                events(searched, open, question, out);
            } else {
                groups(searched, open.groups(question, fields), fields, out);
            }
        }
        out.flush();
        return Sallyport.OK;
    }

    private void events(IndexOption.Searched searched, LogIndex open, Question question, PrintWriter out)
            throws IOException {
        LogIndex.Found found = open.find(question, last == 0 ? Integer.MAX_VALUE : last, LogIndex.Order.NEWEST);
        if (found.total() > found.places().size()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("(the last " + found.places().size() + " of " + found.total() + "; --last shows more)");
            err.flush();
        }
        Events events = new Events(searched.log());
        EventLine line = new EventLine(searched.persons(), Paint.auto());
        List<LogIndex.Place> places = new ArrayList<>(found.places());
        Collections.reverse(places);
        for (LogIndex.Place place : places) {
            Event event = events.at(place);
            out.println(json ? EventJson.of(event, searched.persons()) : line.of(event));
        }
    }

    private void groups(IndexOption.Searched searched, List<Group> groups, List<Field> fields, PrintWriter out) {
        List<Group> named = groups.stream()
                .map(group -> group.named(fields, searched.persons()::shown))
                .toList();
        if (json) {
            named.forEach(group -> out.println(JsonMapper.shared().writeValueAsString(members(group, fields))));
            return;
        }
        List<TextTable.Column> columns = Stream.concat(
                        fields.stream().map(Field::label).map(TextTable.Column::words),
                        Stream.of("events", "rows", "bytes", "affected", "seconds")
                                .map(TextTable.Column::numbers))
                .toList();
        out.print(new TextTable(
                        columns,
                        named.stream()
                                .map(group -> Stream.concat(
                                                group.values().stream().map(Printable::of), figures(group))
                                        .toList())
                                .toList())
                .text());
    }

    private static Stream<String> figures(Group group) {
        return Stream.of(
                Long.toString(group.events()),
                Long.toString(group.rows()),
                Long.toString(group.bytes()),
                Long.toString(group.affected()),
                "%.3f".formatted(group.micros() / 1e6));
    }

    private static Map<String, Object> members(Group group, List<Field> fields) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int at = 0; at < fields.size(); at++) {
            members.put(fields.get(at).label(), group.values().get(at));
        }
        members.put("events", group.events());
        members.put("rows", group.rows());
        members.put("bytes", group.bytes());
        members.put("affected", group.affected());
        members.put("micros", group.micros());
        return members;
    }
}
