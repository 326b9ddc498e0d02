package dev.sallyport.cli;

import static dev.sallyport.audit.search.Event.text;

import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.Measure;
import dev.sallyport.audit.search.Question;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Shows all that one session did. */
@Command(
        name = "session",
        mixinStandardHelpOptions = true,
        description = {
            "Show everything that one session did, in order, with when and how long.",
            "With --statements, what statements said, with their literals and parameters. That needs the files that only the"
                    + " gate's user reads; of what was erased the normalised text is shown."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit session 0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071",
            "  sallyport audit session '0198f1a2-7c3d*' --statements",
            "  sallyport audit search --as ada --kind ses.open --json    # which there are"
        })
final class AuditSessionCommand implements Callable<Integer> {

    private static final double MILLIS_A_SECOND = 1_000;

    /** A UUID, or how one begins. */
    private static final Pattern SESSION =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f][0-9a-f-]{0,34}\\*");

    @Mixin
    private IndexOption index = new IndexOption();

    @Parameters(paramLabel = "SESSION", description = "The session's id (a UUID), or its first characters and a *.")
    private String session = "";

    @Option(names = "--json", description = "One event a line, with the log's own records.")
    private boolean json;

    @Option(names = "--statements", description = "Show statements as they were sent, with literals and parameters.")
    private boolean statements;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (!SESSION.matcher(session).matches()) {
            throw CommandFailure.usage(
                    "'" + Printable.of(session) + "' is no session's id, nor the beginning of one and a *",
                    "An id looks like 0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071; find one with: sallyport audit search --kind ses.open --json");
        }
        IndexOption.Searched searched = index.searched();
        List<Event> all = new ArrayList<>();
        try (LogIndex open = searched.open(spec.commandLine().getErr())) {
            Question question = Question.ALL.with(Field.SESSION, session);
            String ids = open.groups(question, List.of(Field.SESSION)).stream()
                    .map(group -> group.values().getFirst())
                    .collect(Collectors.joining(", "));
            if (ids.isEmpty()) {
                throw CommandFailure.usage(
                        "the log has no session " + session, "Find one with: sallyport audit search --kind ses.open");
            }
            if (ids.contains(",")) {
                throw CommandFailure.usage(session + " can be several: " + ids, "Give more of it.");
            }
            Events events = new Events(searched.log());
            for (LogIndex.Place place : open.find(question, Integer.MAX_VALUE, LogIndex.Order.OLDEST)
                    .places()) {
                all.add(events.at(place));
            }
        }
        Map<Long, JsonNode> said = statements ? said(all, index.sealed()) : Map.of();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            all.forEach(event ->
                    out.println(EventJson.of(event, searched.persons(), Optional.ofNullable(said.get(event.index())))));
        } else {
            show(all, said, searched.persons(), out);
        }
        out.flush();
        return Sallyport.OK;
    }

    /** By the index of the event, what can be opened. */
    private static Map<Long, JsonNode> said(List<Event> all, SealedParts sealed) throws IOException {
        Map<Long, JsonNode> said = new HashMap<>();
        for (Event event : all) {
            Optional<JsonNode> part = SealedParts.statement(event.record());
            if (part.isPresent()
                    && sealed.open(event.record(), part.get()) instanceof SealedParts.Part.Opened(JsonNode text)) {
                said.put(event.index(), text);
            }
        }
        return said;
    }

    private static void show(List<Event> all, Map<Long, JsonNode> said, Persons persons, PrintWriter out) {
        Event first = all.getFirst();
        Instant begin = first.time();
        JsonNode subject = first.record().path("sub");
        JsonNode source = first.record().path("src");
        out.println("session " + text(first.record(), "ses"));
        out.println("%s (%s)%s at %s, %s, since %s"
                .formatted(
                        Printable.of(persons.shown(text(subject, "id"))),
                        text(subject, "typ"),
                        Printable.of(Event.texts(subject.path("obo")).stream()
                                .map(one -> " on behalf of " + persons.shown(one))
                                .collect(Collectors.joining())),
                        Printable.of(text(first.record().path("db"), "name")),
                        text(source, "auth"),
                        begin));
        EventLine line = new EventLine(persons, Paint.auto());
        for (Event event : all) {
            double seconds = Duration.between(begin, event.time()).toMillis() / MILLIS_A_SECOND;
            String normalised = EventLine.statement(event);
            JsonNode opened = said.get(event.index());
            String statement = opened == null ? normalised : SaidStatement.line(opened, normalised);
            out.println(line.within(event, statement, String.format(Locale.ROOT, "+%.3f s", seconds)));
        }
        out.println(summary(all));
    }

    private static String summary(List<Event> all) {
        List<Event> statements = all.stream()
                .filter(event -> !event.record().path("st").isMissingNode())
                .toList();
        long refused = statements.stream()
                .filter(event -> event.kind().equals("q.deny"))
                .count();
        return "%d statements, %d refused, %d rows, %d bytes"
                .formatted(
                        statements.size(),
                        refused,
                        statements.stream().mapToLong(Measure.ROWS::of).sum(),
                        statements.stream().mapToLong(Measure.BYTES::of).sum());
    }
}
