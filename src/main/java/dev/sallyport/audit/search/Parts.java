package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;

/**
 * Numbers the parts of events, and writes each into the index when it is met. One that was forgotten, or written before
 * this was made, is written once more with another number: questions take both. Not thread-safe.
 */
final class Parts {

    /** Of the keys that are remembered, each counted with what it takes besides. */
    private static final long MAX_KNOWN_BYTES = 8 << 20;

    private static final int BYTES_BESIDES = 160;

    private final IndexWriter writer;
    private int last;

    /** The ones used longest ago come first. */
    private final Map<BytesRef, Integer> known = new LinkedHashMap<>(16, 0.75f, true);

    private long knownBytes;

    /** @param last the number that was given last */
    Parts(IndexWriter writer, int last) {
        this.writer = writer;
        this.last = last;
    }

    /** The number that was given last. */
    int last() {
        return last;
    }

    /**
     * The number of a part.
     *
     * @param key different for parts that are different, in their kind too; only read while this runs
     * @param event that has it; asked only when it is not known
     */
    int number(Part part, BytesRef key, Supplier<Event> event) throws IOException {
        Integer number = known.get(key);
        return number != null ? number : written(part, key, event.get());
    }

    private int written(Part part, BytesRef key, Event event) throws IOException {
        int number = Math.addExact(last, 1);
        writer.addDocument(document(part, number, event));
        last = number;
        known.put(BytesRef.deepCopyOf(key), number);
        knownBytes += key.length + BYTES_BESIDES;
        while (knownBytes > MAX_KNOWN_BYTES) {
            BytesRef oldest = known.keySet().iterator().next();
            known.remove(oldest);
            knownBytes -= oldest.length + BYTES_BESIDES;
        }
        return number;
    }

    private static List<IndexableField> document(Part part, int number, Event event) {
        List<IndexableField> fields = new ArrayList<>();
        fields.add(new NumericDocValuesField(Schema.NUMBER, number));
        for (Field field : part.fields()) {
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
        if (part == Part.STATEMENT) {
            for (String word : Words.of(Event.text(event.record().path("st"), "txt"))) {
                fields.add(new StringField(Schema.WORD, word, Store.NO));
            }
        }
        return fields;
    }
}
