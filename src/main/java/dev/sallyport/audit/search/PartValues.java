package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.ArrayUtil;

/**
 * What the parts of an index have of some fields. Parts that have the same of them share a row: there are many parts, and of
 * what is counted by, mostly few values.
 */
final class PartValues {

    private static final List<String> NOTHING = List.of("");

    private final List<Field> fields;
    private int[] rows = new int[16];
    private final List<List<List<String>>> values = new ArrayList<>();

    private PartValues(List<Field> fields) {
        this.fields = List.copyOf(fields);
        values.add(fields.stream().map(_ -> NOTHING).toList());
    }

    static PartValues of(DirectoryReader reader, List<Field> fields) throws IOException {
        PartValues all = new PartValues(fields);
        Map<List<List<String>>, Integer> known = new HashMap<>();
        known.put(all.values.getFirst(), 0);
        if (!fields.isEmpty()) {
            for (LeafReaderContext leaf : reader.leaves()) {
                all.read(leaf.reader(), known);
            }
        }
        return all;
    }

    private void read(LeafReader leaf, Map<List<List<String>>, Integer> known) throws IOException {
        List<SortedSetDocValues> columns = new ArrayList<>();
        for (Field field : fields) {
            columns.add(DocValues.getSortedSet(leaf, field.label()));
        }
        NumericDocValues numbers = DocValues.getNumeric(leaf, Schema.NUMBER);
        while (numbers.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
            List<List<String>> row = new ArrayList<>();
            for (SortedSetDocValues column : columns) {
                row.add(values(column, numbers.docID()));
            }
            int number = Math.toIntExact(numbers.longValue());
            rows = ArrayUtil.grow(rows, number + 1);
            rows[number] = known.computeIfAbsent(row, one -> {
                values.add(one);
                return values.size() - 1;
            });
        }
    }

    private static List<String> values(SortedSetDocValues column, int document) throws IOException {
        if (!column.advanceExact(document)) {
            return NOTHING;
        }
        List<String> values = new ArrayList<>();
        for (int count = column.docValueCount(); count > 0; count--) {
            values.add(column.lookupOrd(column.nextOrd()).utf8ToString());
        }
        return values;
    }

    /** The row of a part; 0 for one that has nothing of the fields. */
    int row(long number) {
        return number < rows.length ? rows[(int) number] : 0;
    }

    /** Those of a field in a row; the empty one when there is none. */
    List<String> values(int row, Field field) {
        return values.get(row).get(fields.indexOf(field));
    }
}
