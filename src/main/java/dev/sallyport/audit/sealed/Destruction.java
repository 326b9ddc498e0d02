package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a record of the log has destroyed, written as a line of JSON. */
sealed interface Destruction {

    /** The record. */
    String record();

    /** A person's unit, by order. */
    record Erased(String record, String unit) implements Destruction {}

    /** What is sealed of one statement, by order. */
    record Punctured(String record, SealedRecord statement) implements Destruction {}

    /** Who persons were whom no record names any more. */
    record Forgotten(String record, List<String> units) implements Destruction {

        public Forgotten {
            units = List.copyOf(units);
        }
    }

    /** What was kept long enough. */
    record Outlived(String record, Retention kept) implements Destruction {}

    /** All of it was under hold. */
    record Nothing(String record) implements Destruction {}

    default String line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", record());
        switch (this) {
            case Erased(var _, String unit) -> line.put("erase", unit);
            case Punctured(var _, SealedRecord statement) -> {
                line.put("rec", statement.id());
                line.put("eu", statement.hour());
                line.put("p", statement.person());
                line.put("n", statement.label().hex());
            }
            case Forgotten(var _, List<String> units) -> line.put("forget", units);
            case Outlived(var _, Retention kept) -> {
                line.put("jur", kept.jurisdiction());
                line.put("before", kept.before().toString());
                line.put("held", kept.held().stream().sorted().toList());
            }
            case Nothing _ -> {
                // the record alone
            }
        }
        return JsonMapper.shared().writeValueAsString(line);
    }

    /**
     * Reads a line. One that is no JSON is the unit of a person who was ordered to be erased: there was nothing else once.
     *
     * @throws IOException when it is damaged
     */
    static Destruction parse(String line) throws IOException {
        if (!line.startsWith("{")) {
            return new Erased("", line);
        }
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            String record = json.path("id").asString();
            if (json.has("erase")) {
                return new Erased(record, json.path("erase").asString());
            }
            if (json.has("rec")) {
                return new Punctured(
                        record,
                        new SealedRecord(
                                json.path("rec").asString(),
                                json.path("eu").asString(),
                                json.path("p").asString(),
                                RecordLabel.parse(json.path("n").asString())));
            }
            if (json.has("forget")) {
                return new Forgotten(
                        record,
                        json.path("forget")
                                .valueStream()
                                .map(JsonNode::asString)
                                .toList());
            }
            if (json.has("before")) {
                return new Outlived(
                        record,
                        new Retention(
                                json.path("jur").asString(),
                                LocalDate.parse(json.path("before").asString()),
                                json.path("held")
                                        .valueStream()
                                        .map(JsonNode::asString)
                                        .collect(Collectors.toUnmodifiableSet())));
            }
            return new Nothing(record);
        } catch (JacksonException | DateTimeException | IllegalArgumentException damaged) {
            throw new IOException("what is to be destroyed cannot be read", damaged);
        }
    }
}
