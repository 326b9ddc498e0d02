package dev.sallyport.audit.search;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;

/** Parts by their numbers. */
final class Numbers {

    /** With more numbers than these, going through all events is faster than looking each number up. */
    private static final int MANY = 2_048;

    private Numbers() {}

    /** Of the parts that are found. */
    static long[] of(IndexSearcher searcher, Query parts) throws IOException {
        long[] numbers = new long[16];
        int count = 0;
        Weight weight = searcher.createWeight(searcher.rewrite(parts), ScoreMode.COMPLETE_NO_SCORES, 1);
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            Scorer scorer = weight.scorer(leaf);
            NumericDocValues values = leaf.reader().getNumericDocValues(Schema.NUMBER);
            if (scorer != null && values != null) {
                DocIdSetIterator found = scorer.iterator();
                while (found.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    if (values.advanceExact(found.docID())) {
                        numbers = ArrayUtil.grow(numbers, count + 1);
                        numbers[count++] = values.longValue();
                    }
                }
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    /** Events that have one of these parts. */
    static Query any(Part part, long[] numbers) {
        if (numbers.length == 0) {
            return MatchNoDocsQuery.INSTANCE;
        }
        Query looked = NumericDocValuesField.newSlowSetQuery(part.reference(), numbers);
        if (numbers.length > MANY) {
            return looked;
        }
        List<BytesRef> terms = LongStream.of(numbers).mapToObj(Numbers::term).toList();
        return new IndexOrDocValuesQuery(new TermInSetQuery(Schema.PARTS, terms), looked);
    }

    private static BytesRef term(long number) {
        byte[] bytes = new byte[Integer.BYTES];
        NumericUtils.intToSortableBytes((int) number, bytes, 0);
        return new BytesRef(bytes);
    }
}
