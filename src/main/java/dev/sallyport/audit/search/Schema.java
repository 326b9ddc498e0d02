package dev.sallyport.audit.search;

import java.util.Collection;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field.Store;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.LongField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

/**
 * How an event stands in the index: of it only what it is found and counted by. What it was is read from the log, where
 * {@code index} and {@code outcome} say.
 */
final class Schema {

    /** Another number means that an index has to be made anew. */
    static final String VERSION = "1";

    static final String ID = "id";
    static final String TIME = "time";
    static final String INDEX = "index";

    /** The index of the outcome's record, or {@link #NONE}. */
    static final String ENDING = "ending";

    static final String WORD = "word";
    static final long NONE = -1;

    /** Longer values are found by their beginning: a term may have 32,766 bytes. */
    private static final int MAX_VALUE = 4_096;

    private Schema() {}

    static Document document(Event event) {
        Document document = new Document();
        document.add(new StringField(ID, event.id(), Store.NO));
        document.add(new LongField(TIME, event.micros(), Store.NO));
        document.add(new NumericDocValuesField(INDEX, event.index()));
        document.add(new NumericDocValuesField(
                ENDING, event.ending().map(Event.Ending::index).orElse(NONE)));
        for (Field field : Field.values()) {
            Collection<String> values = field.values(event);
            for (String value : values) {
                document.add(new KeywordField(field.label(), new BytesRef(cut(value)), Store.NO));
            }
            if (field.named()) {
                for (String term : field.terms(values)) {
                    document.add(new StringField(term(field), cut(term), Store.NO));
                }
            }
        }
        for (String word : Words.of(Event.text(event.record().path("st"), "txt"))) {
            document.add(new StringField(WORD, word, Store.NO));
        }
        for (Measure measure : Measure.values()) {
            long value = measure.of(event);
            if (value > 0) {
                document.add(new LongField(measure.label(), value, Store.NO));
            }
        }
        return document;
    }

    /** Where the values of a field are found, by all their names. */
    static String term(Field field) {
        return field.named() ? field.label() + ".name" : field.label();
    }

    static String cut(String value) {
        return value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
    }
}
