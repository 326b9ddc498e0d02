package dev.sallyport.cli;

import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.search.Event;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An event for machines: the log's records, where they are in it, and who its pseudonyms are as far as that is known. */
final class EventJson {

    private EventJson() {}

    /** @return one line */
    static String of(Event event, Persons persons) {
        return of(event, persons, Optional.empty());
    }

    /** @param said what a statement said, opened */
    static String of(Event event, Persons persons, Optional<JsonNode> said) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("index", event.index());
        members.put("record", event.record());
        event.ending().ifPresent(ending -> {
            Map<String, Object> outcome = new LinkedHashMap<>();
            outcome.put("index", ending.index());
            outcome.put("record", ending.record());
            members.put("outcome", outcome);
        });
        Map<String, String> known = known(event.record().path("sub"), persons);
        if (!known.isEmpty()) {
            members.put("persons", known);
        }
        said.ifPresent(text -> members.put(PrivateLeaves.STATEMENT, text));
        return JsonMapper.shared().writeValueAsString(members);
    }

    private static Map<String, String> known(JsonNode subject, Persons persons) {
        Map<String, String> known = new LinkedHashMap<>();
        Event.persons(subject).forEach(one -> persons.id(one).ifPresent(id -> known.put(one, id)));
        return known;
    }
}
