package dev.sallyport.audit.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.Directory;

/** Finds events in the index of a log, as it was when this was opened; a gate may go on with it. Thread-safe. */
public final class LogIndex implements AutoCloseable {

    private final Directory directory;
    private final DirectoryReader reader;
    private final Reach reach;

    /**
     * Where an event is in the log.
     *
     * @param ending where its outcome is
     */
    public record Place(long index, OptionalLong ending) {}

    /** @param total how many there are, of which these are some */
    public record Found(long total, List<Place> places) {
        public Found {
            places = List.copyOf(places);
        }
    }

    /** Which come first. */
    public enum Order {
        OLDEST,
        NEWEST
    }

    private LogIndex(Directory directory, DirectoryReader reader, Reach reach) {
        this.directory = directory;
        this.reader = reader;
        this.reach = reach;
    }

    /** @throws IOException also when there is none, or it is damaged; the message says so */
    public static LogIndex open(Path folder) throws IOException {
        Directory directory = IndexFolder.open(folder);
        try {
            DirectoryReader reader = DirectoryReader.open(directory);
            Reach reach = Reach.of(reader.getIndexCommit().getUserData().entrySet())
                    .orElseThrow(() -> new IOException("the index " + folder + " is of another version"));
            return new LogIndex(directory, reader, reach);
        } catch (IndexNotFoundException none) {
            directory.close();
            throw new IOException("there is no index in " + folder, none);
        } catch (CorruptIndexException damaged) {
            directory.close();
            throw new IOException("the index " + folder + " is damaged", damaged);
        }
    }

    /** What is in it. */
    public Reach reach() {
        return reach;
    }

    /** @param most how many are wanted, at least 1 */
    public Found find(Question question, int most, Order order) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        Query query = Queries.of(question, searcher);
        int total = searcher.count(query);
        List<Place> places = new ArrayList<>();
        if (total > 0) {
            int wanted = Math.min(total, most);
            boolean newest = order == Order.NEWEST;
            // Of two at the same time, the one that is later in the log.
            Sort sort = new Sort(
                    new SortField(Schema.TIME, SortField.Type.LONG, newest),
                    new SortField(Schema.INDEX, SortField.Type.LONG, newest));
            Query enough = newest && wanted < total ? lately(searcher, query, wanted) : query;
            for (ScoreDoc one : searcher.search(enough, wanted, sort).scoreDocs) {
                places.add(place(reader, one.doc));
            }
        }
        return new Found(total, places);
    }

    /**
     * The same within the shortest of some times that has enough of it. The newest come last in the index, so that each that is
     * met on the way to them would be taken for one of them.
     */
    private static Query lately(IndexSearcher searcher, Query query, int enough) throws IOException {
        long last = DocValuesSkipper.globalMaxValue(searcher.getIndexReader(), Schema.TIME);
        long whole = last - DocValuesSkipper.globalMinValue(searcher.getIndexReader(), Schema.TIME);
        for (int shift = 12; shift > 0 && whole > 0; shift -= 3) {
            Query late = new BooleanQuery.Builder()
                    .add(query, BooleanClause.Occur.FILTER)
                    .add(Queries.since(last - (whole >> shift)), BooleanClause.Occur.FILTER)
                    .build();
            if (searcher.count(late) >= enough) {
                return late;
            }
        }
        return query;
    }

    public long count(Question question) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        return searcher.count(Queries.of(question, searcher));
    }

    /**
     * Counts what is found, for each combination of values. An event that has several values of a field counts for each; one
     * that has none has the empty one.
     *
     * @return the most frequent first
     */
    public List<Group> groups(Question question, List<Field> by) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        return searcher.search(Queries.of(question, searcher), new GroupCollectors(reader, by));
    }

    private static Place place(DirectoryReader reader, int document) throws IOException {
        List<LeafReaderContext> leaves = reader.leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        int within = document - leaf.docBase;
        long ending = value(leaf, Schema.ENDING, within);
        return new Place(
                value(leaf, Schema.INDEX, within),
                ending == Schema.NONE ? OptionalLong.empty() : OptionalLong.of(ending));
    }

    private static long value(LeafReaderContext leaf, String field, int document) throws IOException {
        var values = DocValues.getNumeric(leaf.reader(), field);
        if (!values.advanceExact(document)) {
            throw new CorruptIndexException("no " + field, "document " + document);
        }
        return values.longValue();
    }

    /** Where a record is in the log, by its id. */
    static OptionalLong place(DirectoryReader reader, String id) throws IOException {
        ScoreDoc[] found = new IndexSearcher(reader).search(new TermQuery(new Term(Schema.ID, id)), 1).scoreDocs;
        return found.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(place(reader, found[0].doc).index());
    }

    @Override
    public void close() throws IOException {
        reader.close();
        directory.close();
    }
}
