package dev.sallyport.audit.search;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/** Questions as the index takes them. */
final class Queries {

    private Queries() {}

    /** @param searcher of the index that will be asked: some of the answer is looked for at once */
    static Query of(Question question, IndexSearcher searcher) throws IOException {
        BooleanQuery.Builder all = new BooleanQuery.Builder();
        for (Part part : Part.values()) {
            BooleanQuery wanted = part(part, question);
            if (!wanted.clauses().isEmpty()) {
                all.add(Numbers.any(part, Numbers.of(searcher, wanted)), Occur.FILTER);
            }
        }
        question.least().forEach((measure, least) -> all.add(atLeast(measure, least), Occur.FILTER));
        if (question.from().isPresent() || question.until().isPresent()) {
            all.add(
                    NumericDocValuesField.newSlowRangeQuery(
                            Schema.TIME,
                            question.from().map(Queries::micros).orElse(Long.MIN_VALUE),
                            question.until().map(until -> micros(until) - 1).orElse(Long.MAX_VALUE)),
                    Occur.FILTER);
        }
        BooleanQuery query = all.build();
        return query.clauses().isEmpty() ? new FieldExistsQuery(Schema.TIME) : query;
    }

    /** @param micros since 1970-01-01 UTC */
    static Query since(long micros) {
        return NumericDocValuesField.newSlowRangeQuery(Schema.TIME, micros, Long.MAX_VALUE);
    }

    /** What a question wants of a part. */
    private static BooleanQuery part(Part part, Question question) {
        BooleanQuery.Builder wanted = new BooleanQuery.Builder();
        question.any().forEach((field, values) -> {
            if (Part.of(field) == part) {
                wanted.add(any(Schema.term(field), values), Occur.FILTER);
            }
        });
        if (part == Part.STATEMENT) {
            question.words().forEach(word -> wanted.add(word(word.toLowerCase(Locale.ROOT)), Occur.FILTER));
        }
        return wanted.build();
    }

    /** An event without the figure has 0 of it, which nobody looks for. */
    private static Query atLeast(Measure measure, long least) {
        return NumericDocValuesField.newSlowRangeQuery(measure.label(), Math.max(least, 1), Long.MAX_VALUE);
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    private static Query any(String field, List<String> values) {
        List<String> beginnings = values.stream().filter(Queries::open).toList();
        Query exact = new TermInSetQuery(
                field,
                values.stream()
                        .filter(value -> !open(value))
                        .map(value -> new BytesRef(Schema.cut(value)))
                        .collect(Collectors.toList()));
        if (beginnings.isEmpty()) {
            return exact;
        }
        BooleanQuery.Builder either = new BooleanQuery.Builder().add(exact, Occur.SHOULD);
        beginnings.forEach(value -> either.add(new PrefixQuery(new Term(field, closed(value))), Occur.SHOULD));
        return either.build();
    }

    private static Query word(String word) {
        return open(word)
                ? new PrefixQuery(new Term(Schema.WORD, closed(word)))
                : new TermQuery(new Term(Schema.WORD, Words.cut(word)));
    }

    private static boolean open(String value) {
        return value.endsWith("*");
    }

    private static String closed(String value) {
        return value.substring(0, value.length() - 1);
    }
}
