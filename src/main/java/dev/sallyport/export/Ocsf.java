package dev.sallyport.export;

import static dev.sallyport.audit.search.Event.text;
import static dev.sallyport.audit.search.Event.texts;

import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events in JSON by the Open Cybersecurity Schema Framework (github.com/ocsf/ocsf-schema, tag v1.8.0). Statements are
 * Datastore Activity (6005) with the profile {@code security_control}, sessions and log-ins Authentication (3002), starts
 * and stops Application Lifecycle (6002), changes of policy Entity Management (3004), everything else a Base Event (0).
 * What the schema has no place for is in {@code unmapped}, with what ties the event to the log.
 */
final class Ocsf {

    /** Of the schema. */
    static final String VERSION = "1.8.0";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PRODUCT = "Sallyport";

    /** Where the schema wants a name of somebody, and the log has sealed it. */
    private static final String SEALED = "(sealed)";

    private final Occurrence occurrence;
    private final JsonNode record;
    private final String version;
    private final ObjectNode out = JSON.createObjectNode();

    private Ocsf(Occurrence occurrence, String version) {
        this.occurrence = occurrence;
        this.record = occurrence.record();
        this.version = version;
    }

    /** @param version the product's */
    static String line(Occurrence occurrence, String version) {
        return new Ocsf(occurrence, version).line();
    }

    private String line() {
        // Of a record that was too long for the log there is little to tell.
        occurrence.kind().filter(_ -> !record.has("cut")).ifPresentOrElse(this::classified, this::other);
        ObjectNode unmapped = out.putObject("unmapped").putObject("sallyport");
        place(unmapped);
        details(unmapped);
        return JSON.writeValueAsString(out);
    }

    private void classified(Kind kind) {
        switch (kind) {
            case STATEMENT, DENIAL -> statement();
            case OPENED, LOGIN_FAILED -> authentication(1, "Logon");
            case CLOSED -> authentication(2, "Logoff");
            case STARTED -> lifecycle(3, "Start");
            case STOPPED -> lifecycle(4, "Stop");
            case POLICIES -> policies();
            case OUTCOME, KEYS, ERASURE, GAP, RECOVERED -> other();
        }
    }

    private void statement() {
        Activity activity = Activity.of(texts(record.at("/st/eff")));
        String command = text(record.path("st"), "op");
        head("Application Activity", 6005, "Datastore Activity", activity.id(), activity.caption());
        activity.named(command).ifPresent(name -> out.put("activity_name", name));
        metadata().putArray("profiles").add("security_control");
        switch (occurrence.decision()) {
            case "deny" -> ruled(2, "Denied", 2, "Blocked");
            case "mask" -> ruled(4, "Modified", 99, "Masked");
            default -> ruled(1, "Allowed", 1, "Allowed");
        }
        authorizations();
        actor();
        // The address is sealed; the session is what connects a statement to it.
        out.putObject("src_endpoint").put("uid", text(record, "ses"));
        database();
        List<String> relations = occurrence.relations();
        if (relations.size() == 1) {
            out.putObject("table").put("name", relations.getFirst());
        }
        out.put("type_id", 1).put("type", "Database");
        query(command);
        timed();
    }

    private void ruled(int action, String actionCaption, int disposition, String dispositionCaption) {
        out.put("action_id", action)
                .put("action", actionCaption)
                .put("disposition_id", disposition)
                .put("disposition", dispositionCaption);
    }

    private void authorizations() {
        String policies = text(record, "cfg");
        if (!policies.isEmpty()) {
            out.putObject("policy")
                    .put("name", "policies")
                    .put("version", policies)
                    .put("is_applied", true);
        }
        List<String> rules = texts(record.at("/dec/pol"));
        if (!rules.isEmpty()) {
            ArrayNode authorizations = out.putArray("authorizations");
            for (String rule : rules) {
                ObjectNode authorization = authorizations.addObject().put("decision", occurrence.decision());
                authorization.putObject("policy").put("name", rule).put("version", policies);
            }
        }
    }

    private void query(String command) {
        String text = text(record.path("st"), "txt");
        if (!text.isEmpty()) {
            ObjectNode query = out.putObject("query_info")
                    .put("name", command)
                    .put("query_string", text)
                    .put("uid", text(record.path("st"), "fp"));
            JsonNode bytes = occurrence.event().result().path("bout");
            if (bytes.isIntegralNumber()) {
                query.put("bytes", bytes.asLong());
            }
        }
    }

    private void timed() {
        occurrence.event().ending().ifPresent(ending -> {
            out.put("start_time", occurrence.millis());
            out.put("end_time", ending.record().path("ts").asLong(0) / 1_000);
            out.put("duration", occurrence.event().result().path("dur").asLong(0) / 1_000);
        });
    }

    private void actor() {
        ObjectNode actor = out.putObject("actor");
        actor.set("user", user());
        actor.putObject("session").put("uid", text(record, "ses"));
    }

    private ObjectNode user() {
        ObjectNode user = JSON.createObjectNode();
        JsonNode subject = record.path("sub");
        String id = text(subject, "id");
        user.put(id.isEmpty() ? "name" : "uid", id.isEmpty() ? SEALED : id);
        switch (text(subject, "typ")) {
            case "human" -> user.put("type_id", 1).put("type", "User");
            case "service" -> user.put("type_id", 4).put("type", "Service");
            case "agent" -> user.put("type_id", 99).put("type", "Agent");
            default -> user.put("type_id", 0).put("type", "Unknown");
        }
        List<String> groups = texts(subject.path("grp"));
        if (!groups.isEmpty()) {
            ArrayNode named = user.putArray("groups");
            groups.forEach(group -> named.addObject().put("name", group));
        }
        return user;
    }

    private void database() {
        out.putObject("database")
                .put("name", text(record.path("db"), "name"))
                .put("type_id", 1)
                .put("type", "Relational");
    }

    private void authentication(int activity, String caption) {
        head("Identity & Access Management", 3002, "Authentication", activity, caption);
        metadata();
        out.set("user", user());
        String session = text(record, "ses");
        if (!session.isEmpty()) {
            out.putObject("session").put("uid", session);
        }
        // Who it was from is sealed with the record: it is found there.
        out.putObject("src_endpoint")
                .put("uid", session.isEmpty() ? occurrence.event().id() : session);
        out.putObject("service").put("name", text(record.path("db"), "name"));
        String method = text(record.path("src"), "auth");
        if (!method.isEmpty()) {
            out.put("auth_protocol_id", 99).put("auth_protocol", method);
        }
        out.put("is_remote", true);
    }

    private void lifecycle(int activity, String caption) {
        head("Application Activity", 6002, "Application Lifecycle", activity, caption);
        metadata();
        ObjectNode app = product(out.putObject("app")).put("uid", text(record, "node"));
        String started = text(record.path("res"), "ver");
        if (!started.isEmpty()) {
            app.put("version", started);
        }
    }

    private void policies() {
        head("Identity & Access Management", 3004, "Entity Management", 3, "Update");
        metadata();
        String wanted = text(record.path("res"), "new");
        ObjectNode entity = out.putObject("entity")
                .put("name", "policies")
                .put("type_id", 5)
                .put("type", "Policy")
                .put("version", text(record, "cfg"));
        entity.putObject("policy").put("name", "policies").put("version", text(record, "cfg"));
        out.putObject("entity_result")
                .put("name", "policies")
                .put("type_id", 5)
                .put("type", "Policy")
                .put("version", wanted);
    }

    private void other() {
        head("Uncategorized", 0, "Base Event", 99, occurrence.event().kind());
        ObjectNode metadata = metadata();
        if (!occurrence.event().reference().isEmpty()) {
            metadata.put("correlation_uid", occurrence.event().reference());
        }
    }

    /** What every event has. */
    private void head(String categoryName, int type, String typeName, int activity, String caption) {
        Severity severity = occurrence.severity();
        out.put("category_uid", type / 1_000)
                .put("category_name", categoryName)
                .put("class_uid", type)
                .put("class_name", typeName)
                .put("activity_id", activity)
                .put("activity_name", caption)
                .put("type_uid", type * 100 + activity)
                .put("type_name", typeName + ": " + (activity == 99 ? "Other" : caption))
                .put("time", occurrence.millis())
                .put("severity_id", severity.ocsf())
                .put("severity", severity.caption())
                .put("message", occurrence.summary());
        status();
    }

    private void status() {
        String told = occurrence.event().status();
        if (occurrence.decision().equals("deny")) {
            out.put("status_id", 2).put("status", "Failure");
        } else {
            switch (told) {
                case "error", "cancelled", "skipped" -> out.put("status_id", 2).put("status", "Failure");
                case "open", "unknown" -> out.put("status_id", 0).put("status", "Unknown");
                default -> out.put("status_id", 1).put("status", "Success");
            }
        }
        String code = text(occurrence.event().result(), "code");
        if (!code.isEmpty()) {
            out.put("status_code", code);
        }
        String why = occurrence.why();
        if (!why.isEmpty() || !told.isEmpty()) {
            out.put("status_detail", why.isEmpty() ? told : why);
        }
    }

    private ObjectNode metadata() {
        ObjectNode metadata = out.putObject("metadata")
                .put("version", VERSION)
                .put("uid", occurrence.event().id())
                .put("event_code", occurrence.event().kind())
                .put("log_name", occurrence.origin())
                .put("sequence", occurrence.entry().index())
                .put("original_time", occurrence.event().time().toString());
        product(metadata.putObject("product")).put("version", version);
        return metadata;
    }

    private static ObjectNode product(ObjectNode product) {
        return product.put("name", PRODUCT).put("vendor_name", PRODUCT);
    }

    /** What a proof of the log is asked for with. */
    private void place(ObjectNode to) {
        to.put("origin", occurrence.origin())
                .put("index", occurrence.entry().index())
                .put("leaf", occurrence.leaf().base64());
        for (String member : List.of("node", "boot", "lane", "nseq")) {
            if (record.has(member)) {
                to.set(member, record.get(member));
            }
        }
        occurrence
                .event()
                .ending()
                .ifPresent(ending -> to.putObject("outcome")
                        .put("id", text(ending.record(), "id"))
                        .put("index", ending.index())
                        .put("leaf", occurrence.endingLeaf().orElseThrow().base64())
                        .put("status", occurrence.event().status()));
    }

    private void details(ObjectNode to) {
        JsonNode statement = record.path("st");
        JsonNode subject = record.path("sub");
        copied(record, "cut", to, "cut");
        copied(statement, "eff", to, "effects");
        copied(statement, "trunc", to, "text_truncated");
        if (record.path("obj").size() > 0) {
            to.set("objects", record.path("obj"));
        }
        List<String> tags = occurrence.tags();
        if (!tags.isEmpty()) {
            ArrayNode named = to.putArray("tags");
            tags.forEach(named::add);
        }
        copied(record.path("dec"), "mask", to, "masked");
        copied(record.path("dec"), "loc", to, "locations");
        copied(record.path("dec"), "xfer", to, "transfers");
        copied(subject, "obo", to, "on_behalf_of");
        copied(subject, "apr", to, "agreed");
        copied(subject, "pur", to, "purpose");
        copied(subject, "task", to, "task");
        copied(subject, "dbu", to, "database_user");
        copied(occurrence.event().result(), "rows", to, "rows");
        copied(occurrence.event().result(), "aff", to, "affected");
        copied(record, "sealed", to, "sealed");
        if (Kind.of(occurrence.event().kind()).map(Ocsf::tellsByResult).orElse(true)) {
            copied(record, "res", to, "result");
        }
    }

    /** Whether what a record tells is in members of {@code res} that the schema has no place for. */
    private static boolean tellsByResult(Kind kind) {
        return switch (kind) {
            case OUTCOME, KEYS, ERASURE, GAP, RECOVERED -> true;
            case STATEMENT, DENIAL, OPENED, CLOSED, LOGIN_FAILED, STARTED, STOPPED, POLICIES -> false;
        };
    }

    private static void copied(JsonNode from, String member, ObjectNode to, String name) {
        JsonNode value = from.path(member);
        if (!value.isMissingNode()) {
            to.set(name, value);
        }
    }
}
