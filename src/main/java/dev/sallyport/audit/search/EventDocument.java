package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefBuilder;
import org.apache.lucene.util.NumericUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An event as the index takes it: the same objects for each, since there are so many. Not thread-safe. */
final class EventDocument {

    private static final long MICROS_A_DAY = 86_400_000_000L;

    /** Stands before the key of a result, and before no other part's. */
    private static final byte RESULT = 31;

    private final Parts parts;
    private final Field time = NumericDocValuesField.indexedField(Schema.TIME, 0);
    private final Field index = new NumericDocValuesField(Schema.INDEX, 0);
    private final Field ending = new NumericDocValuesField(Schema.ENDING, 0);
    private final Map<Part, Reference> references = new EnumMap<>(Part.class);
    private final Map<Measure, Field> figures = new EnumMap<>(Measure.class);
    private final List<IndexableField> fields = new ArrayList<>();
    private final BytesRefBuilder key = new BytesRefBuilder();

    /** The number of a part, twice: to be found by, and to be counted by. */
    private static final class Reference {
        private final BytesRef term = new BytesRef(new byte[Integer.BYTES]);
        private final Field found = new StringField(Schema.PARTS, term, Store.NO);
        private final Field counted;

        private Reference(Part part) {
            counted = new NumericDocValuesField(part.reference(), 0);
        }

        private void to(int number, List<IndexableField> fields) {
            counted.setLongValue(number);
            fields.add(counted);
            if (number > 0) {
                NumericUtils.intToSortableBytes(number, term.bytes, 0);
                fields.add(found);
            }
        }
    }

    EventDocument(Parts parts) {
        this.parts = parts;
        for (Part part : Part.values()) {
            references.put(part, new Reference(part));
        }
        for (Measure measure : Measure.values()) {
            figures.put(measure, NumericDocValuesField.indexedField(measure.label(), 0));
        }
    }

    /** To be written before the next is asked for. */
    Iterable<IndexableField> of(Gist event) throws IOException {
        int result = parts.number(Part.RESULT, key(event), () -> resultAlone(event));
        fields.clear();
        add(time, event.micros());
        add(index, event.index());
        add(ending, event.ending());
        for (Map.Entry<Part, Reference> one : references.entrySet()) {
            one.getValue()
                    .to(
                            switch (one.getKey()) {
                                case STATEMENT -> event.statement();
                                case SESSION -> event.session();
                                case RESULT -> result;
                            },
                            fields);
        }
        for (Map.Entry<Measure, Field> one : figures.entrySet()) {
            add(one.getValue(), Math.max(event.result().figure(one.getKey()), 0));
        }
        if (event.open()) {
            fields.add(new StringField(Schema.ID, event.id(), Store.NO));
        }
        return fields;
    }

    private void add(Field field, long value) {
        field.setLongValue(value);
        fields.add(field);
    }

    private BytesRef key(Gist event) {
        key.clear();
        key.append(RESULT);
        append(Math.floorDiv(event.micros(), MICROS_A_DAY));
        append(event.kind());
        append(event.result().status());
        append(event.result().code());
        return key.get();
    }

    /** With its length before it, so that it is clear where it ends. */
    private void append(String text) {
        append(text.length());
        for (int at = 0; at < text.length(); at++) {
            key.append((byte) (text.charAt(at) >> Byte.SIZE));
            key.append((byte) text.charAt(at));
        }
    }

    private void append(long number) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            key.append((byte) (number >> shift));
        }
    }

    /** An event that has this result, and nothing else. */
    private static Event resultAlone(Gist event) {
        ObjectNode record = JsonMapper.shared().createObjectNode();
        record.put("k", event.kind()).put("ts", event.micros());
        record.putObject("res")
                .put("st", event.result().status())
                .put("code", event.result().code());
        return new Event(event.index(), record, Optional.empty());
    }
}
