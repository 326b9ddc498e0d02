package dev.sallyport.audit.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import tools.jackson.databind.JsonNode;

/**
 * Makes documents of events. What of an event comes from its statement alone, and what from its session alone, is made once
 * for all events that have the same of it: that is most of the work. Not thread-safe.
 */
final class Documents {

    private static final int MAX_KNOWN = 1_024;

    private static final Set<Field> OF_STATEMENT = EnumSet.of(
            Field.RELATION,
            Field.COLUMN,
            Field.FUNCTION,
            Field.TAG,
            Field.MASKED,
            Field.EFFECT,
            Field.COMMAND,
            Field.FINGERPRINT,
            Field.DECISION,
            Field.RULE,
            Field.POLICIES,
            Field.LOCATION,
            Field.TRANSFER,
            Field.BASIS);

    private static final Set<Field> OF_SESSION = EnumSet.of(
            Field.IDENTITY,
            Field.BEHALF,
            Field.PERSON,
            Field.TYPE,
            Field.GROUP,
            Field.PURPOSE,
            Field.TASK,
            Field.DATABASE,
            Field.METHOD,
            Field.SESSION,
            Field.NODE);

    private static final Set<Field> OF_EVENT = EnumSet.complementOf(both());

    private final Map<List<JsonNode>, List<IndexableField>> statements = new HashMap<>();
    private final Map<List<JsonNode>, List<IndexableField>> sessions = new HashMap<>();

    private static EnumSet<Field> both() {
        EnumSet<Field> both = EnumSet.copyOf(OF_STATEMENT);
        both.addAll(OF_SESSION);
        return both;
    }

    Document of(Event event) {
        Document document = new Document();
        document.add(new StringField(Schema.ID, event.id(), Store.NO));
        document.add(new LongField(Schema.TIME, event.micros(), Store.NO));
        document.add(new NumericDocValuesField(Schema.INDEX, event.index()));
        document.add(new NumericDocValuesField(
                Schema.ENDING, event.ending().map(Event.Ending::index).orElse(Schema.NONE)));
        known(statements, parts(event, "cfg", "dec", "obj", "st"), () -> ofStatement(event))
                .forEach(document::add);
        known(sessions, parts(event, "db", "node", "ses", "src", "sub"), () -> fields(event, OF_SESSION))
                .forEach(document::add);
        fields(event, OF_EVENT).forEach(document::add);
        for (Measure measure : Measure.values()) {
            long value = measure.of(event);
            if (value > 0) {
                document.add(new LongField(measure.label(), value, Store.NO));
            }
        }
        return document;
    }

    private static List<JsonNode> parts(Event event, String... members) {
        return Stream.of(members).map(event.record()::path).toList();
    }

    private static List<IndexableField> known(
            Map<List<JsonNode>, List<IndexableField>> all,
            List<JsonNode> parts,
            Supplier<List<IndexableField>> otherwise) {
        List<IndexableField> fields = all.get(parts);
        if (fields == null) {
            if (all.size() >= MAX_KNOWN) {
                all.clear();
            }
            fields = otherwise.get();
            all.put(parts, fields);
        }
        return fields;
    }

    private static List<IndexableField> ofStatement(Event event) {
        List<IndexableField> fields = fields(event, OF_STATEMENT);
        for (String word : Words.of(Event.text(event.record().path("st"), "txt"))) {
            fields.add(new StringField(Schema.WORD, word, Store.NO));
        }
        return fields;
    }

    private static List<IndexableField> fields(Event event, Set<Field> wanted) {
        List<IndexableField> fields = new ArrayList<>();
        for (Field field : wanted) {
            Collection<String> values = field.values(event);
            for (String value : values) {
                fields.add(new KeywordField(field.label(), new BytesRef(Schema.cut(value)), Store.NO));
            }
            if (field.named()) {
                for (String term : field.terms(values)) {
                    fields.add(new StringField(Schema.term(field), Schema.cut(term), Store.NO));
                }
            }
        }
        return fields;
    }
}
