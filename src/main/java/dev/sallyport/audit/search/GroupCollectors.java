package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Puts what is found into groups: by the rows of its parts' values, and only the sums of those by the values. */
final class GroupCollectors implements CollectorManager<GroupCollectors.OfSlice, List<Group>> {

    private final List<Field> by;
    private final Map<Part, PartValues> values = new EnumMap<>(Part.class);

    GroupCollectors(DirectoryReader reader, List<Field> by) throws IOException {
        this.by = by;
        for (Part part : Part.values()) {
            List<Field> fields = by.stream()
                    .filter(field -> Part.of(field) == part)
                    .distinct()
                    .toList();
            values.put(part, PartValues.of(reader, fields));
        }
    }

    private PartValues values(Part part) {
        return Objects.requireNonNull(values.get(part));
    }

    @Override
    public OfSlice newCollector() {
        return new OfSlice();
    }

    @Override
    public List<Group> reduce(Collection<OfSlice> slices) {
        Map<List<String>, Group> groups = new HashMap<>();
        for (OfSlice slice : slices) {
            slice.sums.forEach((rows, sums) -> {
                for (List<String> names : names(rows)) {
                    groups.merge(
                            names,
                            new Group(names, sums.events, sums.rows, sums.bytes, sums.affected, sums.micros),
                            Group::and);
                }
            });
        }
        return groups.values().stream().sorted(Group.ORDER).toList();
    }

    /** Each combination of one value of every field. */
    private List<List<String>> names(Rows rows) {
        List<List<String>> all = List.of(List.of());
        for (Field field : by) {
            Part part = Part.of(field);
            List<List<String>> longer = new ArrayList<>();
            for (List<String> names : all) {
                for (String value : values(part).values(rows.of(part), field)) {
                    List<String> one = new ArrayList<>(names);
                    one.add(value);
                    longer.add(one);
                }
            }
            all = longer;
        }
        return all;
    }

    /** Of an event's parts. */
    private record Rows(int statement, int session, int result) {

        int of(Part part) {
            return switch (part) {
                case STATEMENT -> statement;
                case SESSION -> session;
                case RESULT -> result;
            };
        }
    }

    /** Figures that grow. */
    private static final class Sums {
        private long events;
        private long rows;
        private long bytes;
        private long affected;
        private long micros;
    }

    /** Goes through one part of the index after the other. */
    final class OfSlice extends SimpleCollector {
        private final Map<Part, NumericDocValues> parts = new EnumMap<>(Part.class);
        private final Map<Measure, NumericDocValues> measures = new EnumMap<>(Measure.class);
        private final Map<Rows, Sums> sums = new HashMap<>();

        @Override
        protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
            for (Part part : Part.values()) {
                parts.put(part, DocValues.getNumeric(leaf.reader(), part.reference()));
            }
            for (Measure measure : Measure.values()) {
                measures.put(measure, DocValues.getNumeric(leaf.reader(), measure.label()));
            }
        }

        @Override
        public void collect(int document) throws IOException {
            Rows rows =
                    new Rows(row(Part.STATEMENT, document), row(Part.SESSION, document), row(Part.RESULT, document));
            Sums one = sums.computeIfAbsent(rows, _ -> new Sums());
            one.events++;
            one.rows += figure(Measure.ROWS, document);
            one.bytes += figure(Measure.BYTES, document);
            one.affected += figure(Measure.AFFECTED, document);
            one.micros += figure(Measure.DURATION, document);
        }

        private int row(Part part, int document) throws IOException {
            return values(part).row(value(Objects.requireNonNull(parts.get(part)), document));
        }

        private long figure(Measure measure, int document) throws IOException {
            return value(Objects.requireNonNull(measures.get(measure)), document);
        }

        private static long value(NumericDocValues values, int document) throws IOException {
            return values.advanceExact(document) ? values.longValue() : 0;
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }
}
