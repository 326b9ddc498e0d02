package dev.sallyport.audit.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Measure;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * The columns of an event: where it is in the log, when, what the index is searched by, and the figures. What an event has
 * several of is a list.
 */
final class EventColumns {

    /** What an event has one of. */
    private static final List<Field> SINGLE = List.of(
            Field.KIND,
            Field.NODE,
            Field.SESSION,
            Field.IDENTITY,
            Field.TYPE,
            Field.PURPOSE,
            Field.TASK,
            Field.METHOD,
            Field.DATABASE,
            Field.COMMAND,
            Field.FINGERPRINT,
            Field.DECISION,
            Field.POLICIES,
            Field.STATUS,
            Field.CODE);

    /** What it may have several of. */
    private static final List<Field> LISTS = List.of(
            Field.BEHALF,
            Field.GROUP,
            Field.EFFECT,
            Field.RELATION,
            Field.COLUMN,
            Field.FUNCTION,
            Field.TAG,
            Field.MASKED,
            Field.RULE,
            Field.LOCATION,
            Field.TRANSFER,
            Field.BASIS);

    private static final List<Measure> MEASURES = List.of(Measure.values());

    private EventColumns() {}

    static MessageType schema() {
        Types.MessageTypeBuilder message = Types.buildMessage();
        message.required(INT64).named("index");
        message.optional(INT64).named("outcome_index");
        message.required(BINARY).as(stringType()).named("id");
        message.required(INT64).as(timestampType(true, TimeUnit.MICROS)).named("time");
        for (Field field : SINGLE) {
            message.optional(BINARY).as(stringType()).named(field.label());
        }
        message.optional(BINARY).as(stringType()).named("text");
        message.optional(BINARY).as(stringType()).named("reason");
        for (Field field : LISTS) {
            message.requiredList()
                    .element(Types.required(BINARY).as(stringType()).named("element"))
                    .named(field.label() + "s");
        }
        for (Measure measure : MEASURES) {
            message.optional(INT64).named(name(measure));
        }
        return message.named("event");
    }

    private static String name(Measure measure) {
        return measure == Measure.DURATION ? "duration_us" : measure.name().toLowerCase(Locale.ROOT);
    }

    /** Writes one event. */
    static void write(Event event, RecordConsumer out) {
        Row row = new Row(out);
        out.startMessage();
        row.number("index", event.index());
        if (event.ending().isPresent()) {
            row.number("outcome_index", event.ending().get().index());
        } else {
            row.none();
        }
        row.text("id", event.id());
        row.number("time", event.micros());
        for (Field field : SINGLE) {
            row.text(field.label(), event.values(field).stream().findFirst().orElse(""));
        }
        row.text("text", Event.text(event.record().path("st"), "txt"));
        row.text("reason", Event.text(event.record().path("dec"), "why"));
        for (Field field : LISTS) {
            row.list(field.label() + "s", event.values(field));
        }
        for (Measure measure : MEASURES) {
            if (event.has(measure)) {
                row.number(name(measure), measure.of(event));
            } else {
                row.none();
            }
        }
        out.endMessage();
    }

    /** Counts the columns, as the format wants them told by name and number. */
    private static final class Row {
        private final RecordConsumer out;
        private int column;

        Row(RecordConsumer out) {
            this.out = out;
        }

        void none() {
            column++;
        }

        void number(String name, long value) {
            out.startField(name, column);
            out.addLong(value);
            out.endField(name, column++);
        }

        /** The empty one is none. */
        void text(String name, String value) {
            if (value.isEmpty()) {
                none();
                return;
            }
            out.startField(name, column);
            out.addBinary(Binary.fromString(value));
            out.endField(name, column++);
        }

        void list(String name, Collection<String> values) {
            out.startField(name, column);
            out.startGroup();
            if (!values.isEmpty()) {
                out.startField("list", 0);
                for (String value : values) {
                    out.startGroup();
                    out.startField("element", 0);
                    out.addBinary(Binary.fromString(value));
                    out.endField("element", 0);
                    out.endGroup();
                }
                out.endField("list", 0);
            }
            out.endGroup();
            out.endField(name, column++);
        }
    }
}
