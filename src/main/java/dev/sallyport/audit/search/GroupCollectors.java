package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

/** Puts what is found into groups: in each part of the index by numbers, and only their sums by names. */
final class GroupCollectors implements CollectorManager<GroupCollectors.OfPart, Map<List<String>, Group>> {

    private static final long NO_VALUE = -1;

    private final List<Field> by;
    private final Map<List<String>, Group> groups;

    GroupCollectors(List<Field> by, Map<List<String>, Group> groups) {
        this.by = by;
        this.groups = groups;
    }

    @Override
    public OfPart newCollector() {
        return new OfPart();
    }

    @Override
    public Map<List<String>, Group> reduce(Collection<OfPart> parts) throws IOException {
        for (OfPart part : parts) {
            part.finishPart();
        }
        return groups;
    }

    /** Figures that grow. */
    private static final class Sums {
        private long events;
        private long rows;
        private long bytes;
        private long affected;
        private long micros;
    }

    /** Goes through one part after the other. */
    final class OfPart extends SimpleCollector {
        private final List<SortedSetDocValues> values = new ArrayList<>();
        private final Map<Measure, SortedNumericDocValues> measures = new EnumMap<>(Measure.class);
        private final Map<List<Long>, Sums> sums = new HashMap<>();

        @Override
        protected void doSetNextReader(LeafReaderContext part) throws IOException {
            finishPart();
            values.clear();
            measures.clear();
            for (Field field : by) {
                values.add(DocValues.getSortedSet(part.reader(), field.label()));
            }
            for (Measure measure : Measure.values()) {
                measures.put(measure, DocValues.getSortedNumeric(part.reader(), measure.label()));
            }
        }

        @Override
        public void collect(int document) throws IOException {
            List<List<Long>> keys = List.of(List.of());
            for (SortedSetDocValues field : values) {
                keys = extended(keys, field, document);
            }
            long rows = figure(Measure.ROWS, document);
            long bytes = figure(Measure.BYTES, document);
            long affected = figure(Measure.AFFECTED, document);
            long micros = figure(Measure.DURATION, document);
            for (List<Long> key : keys) {
                Sums one = sums.computeIfAbsent(key, _ -> new Sums());
                one.events++;
                one.rows += rows;
                one.bytes += bytes;
                one.affected += affected;
                one.micros += micros;
            }
        }

        private long figure(Measure measure, int document) throws IOException {
            SortedNumericDocValues values = Objects.requireNonNull(measures.get(measure));
            return values.advanceExact(document) ? values.nextValue() : 0;
        }

        private static List<List<Long>> extended(List<List<Long>> keys, SortedSetDocValues field, int document)
                throws IOException {
            List<Long> numbers = new ArrayList<>();
            if (field.advanceExact(document)) {
                for (int count = field.docValueCount(); count > 0; count--) {
                    numbers.add(field.nextOrd());
                }
            } else {
                numbers.add(NO_VALUE);
            }
            List<List<Long>> longer = new ArrayList<>();
            for (List<Long> key : keys) {
                for (Long number : numbers) {
                    List<Long> one = new ArrayList<>(key);
                    one.add(number);
                    longer.add(one);
                }
            }
            return longer;
        }

        private void finishPart() throws IOException {
            for (Map.Entry<List<Long>, Sums> one : sums.entrySet()) {
                List<String> names = new ArrayList<>();
                for (int at = 0; at < by.size(); at++) {
                    long number = one.getKey().get(at);
                    names.add(
                            number == NO_VALUE
                                    ? ""
                                    : values.get(at).lookupOrd(number).utf8ToString());
                }
                Sums figures = one.getValue();
                groups.merge(
                        names,
                        new Group(names, figures.events, figures.rows, figures.bytes, figures.affected, figures.micros),
                        Group::and);
            }
            sums.clear();
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }
}
