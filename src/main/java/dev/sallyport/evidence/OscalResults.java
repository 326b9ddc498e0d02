package dev.sallyport.evidence;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.evidence.Evidence.Measured;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Evidence as OSCAL assessment results (NIST OSCAL 1.1, JSON). Each figure is an observation. There are no findings: whether
 * a control is satisfied, an assessor says.
 */
final class OscalResults {

    private static final String VERSION = "1.1.3";
    private static final String NAMESPACE = "https://sallyport.dev/ns/oscal";

    private final Evidence evidence;
    private final List<Attachment> attachments;
    private final Supplier<UUID> ids;

    OscalResults(Evidence evidence, List<Attachment> attachments, Supplier<UUID> ids) {
        this.evidence = evidence;
        this.attachments = List.copyOf(attachments);
        this.ids = ids;
    }

    Map<String, Object> tree() {
        Framework.Content content = evidence.framework().content();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("title", "Evidence from the log of Sallyport for " + content.name());
        metadata.put("last-modified", evidence.made().toString());
        metadata.put("version", evidence.by());
        metadata.put("oscal-version", VERSION);
        Map<String, Object> results = new LinkedHashMap<>();
        results.put("uuid", id());
        results.put("metadata", metadata);
        results.put("import-ap", Map.of("href", "#" + id()));
        results.put("results", List.of(result(content)));
        return Map.of("assessment-results", results);
    }

    private Map<String, Object> result(Framework.Content content) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("uuid", id());
        result.put("title", "What the log tells of the time from " + evidence.from() + " to " + evidence.until());
        result.put("description", "Figures from a log that was verified, each with the command that gives it again.");
        result.put("start", evidence.from().toString());
        result.put("end", evidence.until().toString());
        result.put("props", List.of(property("events", Long.toString(evidence.events()))));
        List<Map<String, Object>> controls = content.controls().stream()
                .map(control -> Map.<String, Object>of("control-id", token(control.id())))
                .toList();
        result.put("reviewed-controls", Map.of("control-selections", List.of(Map.of("include-controls", controls))));
        List<Map<String, Object>> observations = new ArrayList<>();
        observations.add(verification());
        for (Measured figure : evidence.figures()) {
            observations.add(observation(figure, content));
        }
        result.put("observations", observations);
        return result;
    }

    private Map<String, Object> verification() {
        List<Map<String, Object>> files = new ArrayList<>(List.of(file("log/checkpoint", "The signed checkpoint")));
        attachments.forEach(one -> files.add(file(one.path(), one.what())));
        Map<String, Object> observation = new LinkedHashMap<>();
        observation.put("uuid", id());
        observation.put("title", "The log was verified");
        observation.put(
                "description",
                evidence.verification().whole()
                        ? "The log is what was signed. " + String.join(" ", evidence.trust())
                        : "The log is NOT what was signed; what was found stands in evidence.json.");
        observation.put(
                "props",
                List.of(
                        property("result", evidence.verification().whole() ? "whole" : "failed"),
                        property(
                                "size",
                                evidence.verification()
                                        .checkpoint()
                                        .map(Checkpoint::size)
                                        .orElse(0L)
                                        .toString())));
        observation.put("methods", List.of("TEST"));
        observation.put("relevant-evidence", files);
        observation.put("collected", evidence.made().toString());
        return observation;
    }

    private Map<String, Object> observation(Measured figure, Framework.Content content) {
        List<Map<String, Object>> properties = new ArrayList<>();
        properties.add(property("events", Long.toString(figure.total())));
        properties.add(property("command", figure.command()));
        for (Framework.Control control : content.controls()) {
            if (control.figures().contains(figure.figure())) {
                properties.add(property("control", token(control.id())));
            }
        }
        Map<String, Object> observation = new LinkedHashMap<>();
        observation.put("uuid", id());
        observation.put("title", figure.figure().title());
        observation.put("description", figure.figure().why());
        observation.put("props", properties);
        observation.put("methods", List.of("EXAMINE"));
        observation.put(
                "relevant-evidence",
                List.of(file(
                        "figures/" + figure.figure().id() + ".json",
                        figure.figure().title())));
        observation.put("collected", evidence.made().toString());
        return observation;
    }

    private static Map<String, Object> file(String path, String what) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("href", path);
        file.put("description", what);
        return file;
    }

    private static Map<String, Object> property(String name, String value) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", name);
        property.put("ns", NAMESPACE);
        property.put("value", value);
        return property;
    }

    private String id() {
        return ids.get().toString();
    }

    /** A control's id in the form that OSCAL has for it: {@code AU-3(1)} is {@code au-3.1}. */
    private String token(String id) {
        String token = id.toLowerCase(Locale.ROOT)
                .replace("(", ".")
                .replace(")", "")
                .replace(". ", "-")
                .replace(' ', '-');
        return Character.isLetter(token.charAt(0))
                ? token
                : evidence.framework().label() + "-" + token;
    }
}
