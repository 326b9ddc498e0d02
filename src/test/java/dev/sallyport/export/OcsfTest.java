package dev.sallyport.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("OCSF")
class OcsfTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final JsonNode SCHEMA = schema();

    private static JsonNode schema() {
        try (InputStream in = Objects.requireNonNull(OcsfTest.class.getResourceAsStream("ocsf-1.8.0.json"))) {
            return JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    private static JsonNode json(Occurrence occurrence) {
        return JSON.readTree(Format.OCSF.line(occurrence, "0.1.0"));
    }

    @Test
    @DisplayName("tells a statement with its outcome as Datastore Activity")
    void statement() {
        assertThat(json(Records.ended(Records.MASKED, Records.OUTCOME)))
                .isEqualTo(JSON.readTree("""
                {
                  "category_uid": 6, "category_name": "Application Activity",
                  "class_uid": 6005, "class_name": "Datastore Activity",
                  "activity_id": 4, "activity_name": "Query",
                  "type_uid": 600504, "type_name": "Datastore Activity: Query",
                  "time": 1795514400123, "start_time": 1795514400123, "end_time": 1795514400124, "duration": 1,
                  "severity_id": 1, "severity": "Informational",
                  "status_id": 1, "status": "Success", "status_detail": "ok",
                  "message": "Statement: SELECT of public.customers, masked, ok",
                  "metadata": {
                    "version": "1.8.0", "profiles": ["security_control"],
                    "product": {"name": "Sallyport", "vendor_name": "Sallyport", "version": "0.1.0"},
                    "uid": "0198f1a2-0001", "event_code": "q.intent",
                    "log_name": "example.com/log", "sequence": 41,
                    "original_time": "2026-11-24T10:00:00.123456Z"
                  },
                  "action_id": 4, "action": "Modified", "disposition_id": 99, "disposition": "Masked",
                  "policy": {"name": "policies", "version": "v1", "is_applied": true},
                  "authorizations": [
                    {"decision": "mask", "policy": {"name": "support/allow-1", "version": "v1"}},
                    {"decision": "mask", "policy": {"name": "support/mask-2", "version": "v1"}}
                  ],
                  "actor": {
                    "user": {"uid": "p_bot", "type_id": 99, "type": "Agent", "groups": [{"name": "support"}]},
                    "session": {"uid": "s-1"}
                  },
                  "src_endpoint": {"uid": "s-1"},
                  "database": {"name": "shop", "type_id": 1, "type": "Relational"},
                  "table": {"name": "public.customers"},
                  "type_id": 1, "type": "Database",
                  "query_info": {
                    "name": "SELECT", "uid": "f00d", "bytes": 900,
                    "query_string": "SELECT email\\nFROM customers WHERE id = $1"
                  },
                  "unmapped": {"sallyport": {
                    "origin": "example.com/log", "index": 41, "leaf": "%s",
                    "node": "gate-1", "boot": "00ff", "lane": 0, "nseq": 7,
                    "outcome": {"id": "0198f1a2-0002", "index": 43, "leaf": "%s", "status": "ok"},
                    "effects": ["read"],
                    "objects": [{"act": ["read"], "cols": ["email", "id"], "rel": "public.customers", "tag": ["pii.email"]}],
                    "tags": ["pii.email"],
                    "masked": ["public.customers.email"], "locations": ["zurich"],
                    "on_behalf_of": ["p_ada"], "purpose": "support", "task": "T-1", "database_user": "app",
                    "rows": 20, "affected": 20
                  }}
                }""".formatted(leaf(Records.MASKED), leaf(Records.OUTCOME))));
    }

    /** SHA-256 of a zero byte and the record (RFC 6962, section 2.1), made here by other means. */
    private static String leaf(String record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) 0);
            return Base64.getEncoder().encodeToString(digest.digest(record.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Test
    @DisplayName("tells a denial as a failure that was blocked, with the reason")
    void denial() {
        JsonNode event = json(Records.alone(Records.DENIED));
        assertThat(event.at("/activity_name").asString()).isEqualTo("Delete");
        assertThat(event.at("/status").asString()).isEqualTo("Failure");
        assertThat(event.at("/disposition").asString()).isEqualTo("Blocked");
        assertThat(event.at("/severity").asString()).isEqualTo("Medium");
        assertThat(event.at("/status_detail").asString()).isEqualTo("DROP is not for support | ask = the dba");
        assertThat(event.at("/unmapped/sallyport/objects").size()).isEqualTo(2);
    }

    @Test
    @DisplayName("tells a statement without an outcome as open, and an outcome that comes late by what it is of")
    void late() {
        JsonNode open = json(Records.alone(Records.MASKED));
        assertThat(open.at("/status").asString()).isEqualTo("Unknown");
        assertThat(open.at("/status_detail").asString()).isEqualTo("open");
        JsonNode outcome = json(Records.alone(Records.OUTCOME));
        assertThat(outcome.at("/class_uid").asInt()).isZero();
        assertThat(outcome.at("/metadata/uid").asString()).isEqualTo("0198f1a2-0002");
        assertThat(outcome.at("/metadata/correlation_uid").asString())
                .isEqualTo(open.at("/metadata/uid").asString());
        assertThat(outcome.at("/unmapped/sallyport/rows").asInt()).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            read,                4, Query
            'read,copy-out',     1, Read
            'read,insert',       5, Write
            copy-in,             5, Write
            'create,read',       6, Create
            'read,update',       2, Update
            grant,               2, Update
            'delete,read',       7, Delete
            truncate,            7, Delete
            transaction,        99, BEGIN
            from-the-future,    99, BEGIN
            """)
    @DisplayName("has an activity for every effect")
    void activities(String effects, int id, String name) {
        String list = Stream.of(effects.split(","))
                .map(one -> "\"" + one + "\"")
                .toList()
                .toString();
        JsonNode event = json(Records.alone(
                "{\"id\":\"1\",\"k\":\"q.intent\",\"ts\":1,\"st\":{\"eff\":%s,\"op\":\"BEGIN\"}}".formatted(list)));
        assertThat(event.at("/activity_id").asInt()).isEqualTo(id);
        assertThat(event.at("/activity_name").asString()).isEqualTo(name);
        assertThat(event.at("/type_uid").asInt()).isEqualTo(600_500 + id);
    }

    static Stream<Occurrence> everything() {
        return Stream.concat(
                Stream.of(
                        Records.ended(Records.MASKED, Records.OUTCOME),
                        Records.alone(Records.MASKED),
                        Records.alone(Records.DENIED)),
                Records.OTHERS.stream().map(Records::alone));
    }

    @ParameterizedTest
    @MethodSource("everything")
    @DisplayName("is what the schema asks for, for every kind of record")
    void valid(Occurrence occurrence) {
        JsonNode event = json(occurrence);
        assertThat(problems(event)).as(event.toPrettyString()).isEmpty();
    }

    @Test
    @DisplayName("is judged by a test that sees what is wrong")
    void judge() {
        JsonNode event = json(Records.alone(Records.DENIED));
        assertThat(problems(JSON.readTree(event.toString().replace("\"actor\"", "\"actors\""))))
                .containsExactlyInAnyOrder("/actor is missing", "/actors is unknown");
        assertThat(problems(JSON.readTree(event.toString().replace("\"status_id\":2", "\"status_id\":7"))))
                .containsExactly("/status_id is 7");
        assertThat(problems(JSON.readTree(
                        event.toString().replace("\"src_endpoint\":{\"uid\":\"s-1\"}", "\"src_endpoint\":{}"))))
                .anyMatch(problem -> problem.startsWith("/src_endpoint has none of"));
    }

    private static List<String> problems(JsonNode event) {
        List<String> problems = new ArrayList<>();
        int type = event.path("class_uid").asInt(-1);
        JsonNode rules = SCHEMA.path("classes").path(Integer.toString(type));
        if (rules.isMissingNode()) {
            return List.of("no class " + type);
        }
        int category = rules.path("category").asInt(-1);
        if (event.path("category_uid").asInt(-1) != category) {
            problems.add("another category");
        }
        if (event.path("type_uid").asInt(-1)
                != type * 100 + event.path("activity_id").asInt(-1)) {
            problems.add("another type_uid");
        }
        check("", event, rules, problems);
        return problems;
    }

    private static void check(String path, JsonNode object, JsonNode rules, List<String> problems) {
        JsonNode attributes = rules.path("attributes");
        for (Map.Entry<String, JsonNode> rule : attributes.properties()) {
            if (rule.getValue().path("required").asBoolean(false) && !object.has(rule.getKey())) {
                problems.add(path + "/" + rule.getKey() + " is missing");
            }
        }
        if (rules.has("at_least_one")) {
            boolean any = false;
            for (JsonNode name : rules.get("at_least_one")) {
                any |= object.has(name.asString());
            }
            if (!any) {
                problems.add(path + " has none of " + rules.get("at_least_one"));
            }
        }
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode rule = attributes.path(member.getKey());
            String at = path + "/" + member.getKey();
            if (rule.isMissingNode()) {
                problems.add(at + " is unknown");
            } else if (rule.path("many").asBoolean(false)) {
                if (!member.getValue().isArray()) {
                    problems.add(at + " is no array");
                }
                member.getValue().forEach(one -> value(at, one, rule, problems));
            } else {
                value(at, member.getValue(), rule, problems);
            }
        }
    }

    private static void value(String at, JsonNode value, JsonNode rule, List<String> problems) {
        String type = rule.path("is").asString();
        boolean fits = switch (type) {
            case "int" -> value.isIntegralNumber();
            case "bool" -> value.isBoolean();
            case "text" -> value.isString() && !value.asString().isEmpty();
            case "free" -> true;
            default -> value.isObject();
        };
        if (!fits) {
            problems.add(at + " is no " + type + ": " + value);
        } else if (SCHEMA.path("objects").has(type)) {
            check(at, value, SCHEMA.path("objects").path(type), problems);
        } else if (rule.has("one_of")) {
            boolean known = false;
            for (JsonNode one : rule.get("one_of")) {
                known |= one.asInt() == value.asInt();
            }
            if (!known) {
                problems.add(at + " is " + value);
            }
        }
    }
}
