package dev.sallyport.evidence;

import static dev.sallyport.audit.search.Event.text;

import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Group;
import dev.sallyport.evidence.Evidence.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Evidence as a tree of maps: what the page shows, and what machines read. */
final class EvidenceTree {

    private static final double MICROS = 1e6;

    private EvidenceTree() {}

    static Map<String, Object> of(Evidence evidence, List<Attachment> attachments, UnaryOperator<String> persons) {
        Framework.Content content = evidence.framework().content();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("framework", evidence.framework().label());
        tree.put("framework-name", content.name());
        tree.put("from", evidence.from().toString());
        tree.put("until", evidence.until().toString());
        tree.put("made", evidence.made().toString());
        tree.put("sallyport", evidence.by());
        tree.put("events", evidence.events());
        tree.put("log", log(evidence));
        tree.put(
                "controls",
                content.controls().stream().map(control -> control(control)).toList());
        tree.put(
                "figures",
                evidence.figures().stream()
                        .map(figure -> figure(figure, persons))
                        .toList());
        tree.put(
                "samples",
                evidence.samples().stream().map(event -> line(event, persons)).toList());
        tree.put(
                "attachments",
                attachments.stream()
                        .map(one -> Map.of("file", one.path(), "what", one.what()))
                        .toList());
        return tree;
    }

    private static Map<String, Object> log(Evidence evidence) {
        Verification found = evidence.verification();
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("whole", found.whole());
        log.put("complete", found.findings().isEmpty());
        log.put("origin", found.checkpoint().map(Checkpoint::origin).orElse(""));
        log.put("size", found.checkpoint().map(Checkpoint::size).orElse(0L));
        log.put("root", found.checkpoint().map(one -> one.root().toString()).orElse(""));
        log.put("trust", evidence.trust());
        log.put(
                "findings",
                found.findings().stream()
                        .map(finding -> Map.of("code", finding.kind().code(), "what", finding.what()))
                        .toList());
        return log;
    }

    private static Map<String, Object> control(Framework.Control control) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", control.id());
        tree.put("asks", control.asks());
        tree.put(
                "figures",
                control.figures().stream()
                        .map(figure -> Map.of("id", figure.id(), "title", figure.title()))
                        .toList());
        tree.put("besides", control.besides());
        return tree;
    }

    static Map<String, Object> figure(Measured measured, UnaryOperator<String> persons) {
        Figure figure = measured.figure();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", figure.id());
        tree.put("title", figure.title());
        tree.put("why", figure.why());
        tree.put("command", measured.command());
        tree.put("total", measured.total());
        tree.put("fields", figure.by().stream().map(Field::label).toList());
        tree.put("groups", measured.groups().stream().map(EvidenceTree::group).toList());
        tree.put(
                "list",
                measured.list().stream().map(event -> line(event, persons)).toList());
        tree.put("counted", !measured.groups().isEmpty());
        tree.put("listed", !measured.list().isEmpty());
        tree.put(
                "left-out",
                Math.max(
                        0,
                        figure.by().isEmpty()
                                ? measured.total() - measured.list().size()
                                : 0));
        return tree;
    }

    private static Map<String, Object> group(Group group) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("values", group.values());
        tree.put("events", group.events());
        tree.put("rows", group.rows());
        tree.put("bytes", group.bytes());
        tree.put("affected", group.affected());
        tree.put("seconds", group.micros() / MICROS);
        return tree;
    }

    private static Map<String, Object> line(Event event, UnaryOperator<String> persons) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("index", event.index());
        tree.put("id", event.id());
        tree.put("time", event.time().toString());
        tree.put("kind", event.kind());
        tree.put(
                "who",
                String.join(
                        ", ",
                        Event.persons(event.record().path("sub")).stream()
                                .map(persons)
                                .toList()));
        tree.put("database", text(event.record().path("db"), "name"));
        tree.put("decision", text(event.record().path("dec"), "eff"));
        tree.put("what", what(event));
        tree.put("status", event.status());
        return tree;
    }

    private static String what(Event event) {
        JsonNode result = event.result();
        List<String> parts = new ArrayList<>();
        Stream.of(
                        text(event.record().path("st"), "txt"),
                        text(event.record().path("dec"), "why"),
                        text(event.record(), "cfg").isEmpty() || !event.kind().startsWith("log.")
                                ? ""
                                : "policies " + text(event.record(), "cfg"),
                        text(result, "new").isEmpty() ? "" : "to " + text(result, "new"),
                        text(result, "case"),
                        text(result, "eu"),
                        text(result, "why"),
                        text(result, "ver"),
                        String.join(" ", Event.texts(result.path("keys"))))
                .filter(part -> !part.isEmpty())
                .forEach(parts::add);
        return String.join("; ", parts);
    }
}
