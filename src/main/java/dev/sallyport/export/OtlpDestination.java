package dev.sallyport.export;

import static dev.sallyport.audit.search.Event.text;

import dev.sallyport.audit.search.Event;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A collector of OpenTelemetry: events as log records by OTLP/HTTP in JSON (opentelemetry.io, "OTLP Specification", and
 * opentelemetry-proto's {@code logs.proto} in the JSON mapping of Protocol Buffers, where 64-bit numbers are texts). The
 * body is the event in its format; attributes are those of the semantic conventions for databases. Delivered is what was
 * answered with a status 2xx.
 */
public final class OtlpDestination implements Destination {

    private static final Logger LOG = LoggerFactory.getLogger(OtlpDestination.class);
    private static final int MAX_ANSWER_BYTES = 64 << 10;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpPost http;
    private final String version;

    /**
     * @param address with the path, which is {@code /v1/logs} by convention
     * @param headers to send with each request
     * @param version the product's
     */
    public OtlpDestination(URI address, Tls tls, Map<String, Credential> headers, String version) {
        this.http = new HttpPost(
                address,
                tls,
                headers,
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
        this.version = version;
    }

    @Override
    public void deliver(List<Message> batch) throws IOException, InterruptedException {
        String answer = http.send("application/json", JSON.writeValueAsBytes(request(batch)), Map.of());
        long rejected = rejected(answer);
        if (rejected > 0) {
            // The protocol forbids to send them again, and does not tell which they are.
            LOG.atError()
                    .addKeyValue("event", "export.thrown-away")
                    .log("a collector took a batch of {} events and threw {} of them away", batch.size(), rejected);
        }
    }

    private static long rejected(String answer) {
        try {
            return JSON.readTree(answer.isBlank() ? "{}" : answer)
                    .path("partialSuccess")
                    .path("rejectedLogRecords")
                    .asLong(0);
        } catch (JacksonException noJson) {
            return 0;
        }
    }

    private ObjectNode request(List<Message> batch) {
        ObjectNode request = JSON.createObjectNode();
        ObjectNode resource = request.putArray("resourceLogs").addObject();
        ArrayNode about = resource.putObject("resource").putArray("attributes");
        put(about, "service.name", "sallyport");
        put(about, "service.version", version);
        put(about, "service.instance.id", text(batch.getFirst().occurrence().record(), "node"));
        ObjectNode scope = resource.putArray("scopeLogs").addObject();
        scope.putObject("scope").put("name", "dev.sallyport.audit").put("version", version);
        ArrayNode records = scope.putArray("logRecords");
        batch.forEach(message -> record(message, records.addObject()));
        return request;
    }

    private static void record(Message message, ObjectNode to) {
        Occurrence occurrence = message.occurrence();
        Event event = occurrence.event();
        JsonNode record = occurrence.record();
        to.put("timeUnixNano", event.micros() + "000")
                .put("observedTimeUnixNano", event.micros() + "000")
                .put("severityNumber", occurrence.severity().otel())
                .put("severityText", occurrence.severity().otelText())
                .put("eventName", "sallyport." + event.kind());
        to.putObject("body").put("stringValue", message.text());
        ArrayNode attributes = to.putArray("attributes");
        put(attributes, "log.record.uid", event.id());
        put(attributes, "enduser.pseudo.id", text(record.path("sub"), "id"));
        put(attributes, "session.id", text(record, "ses"));
        String engine = text(record.path("db"), "eng");
        put(attributes, "db.system.name", engine);
        put(attributes, "db.namespace", text(record.path("db"), "name"));
        put(attributes, "db.operation.name", text(record.path("st"), "op"));
        put(attributes, "db.query.text", text(record.path("st"), "txt"));
        List<String> relations = occurrence.relations();
        if (relations.size() == 1) {
            put(attributes, "db.collection.name", relations.getFirst());
        }
        String code = text(event.result(), "code");
        put(attributes, "db.response.status_code", code);
        put(attributes, "error.type", code);
        put(attributes, "sallyport.decision", occurrence.decision());
        put(attributes, "sallyport.status", event.status());
        put(attributes, "sallyport.log.origin", occurrence.origin());
        put(attributes, "sallyport.log.leaf", occurrence.leaf().base64());
        attributes
                .addObject()
                .put("key", "sallyport.log.index")
                .putObject("value")
                .put("intValue", Long.toString(occurrence.entry().index()));
    }

    private static void put(ArrayNode attributes, String key, String value) {
        if (!value.isEmpty()) {
            attributes.addObject().put("key", key).putObject("value").put("stringValue", value);
        }
    }

    @Override
    public void abandon() {
        http.abandon();
    }
}
