package dev.sallyport.classify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.ColumnType;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Kind;
import dev.sallyport.classify.detect.Weight;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How names, types and values are weighed against each other. */
class RelationStudyTest {

    private static final ColumnType TEXT = new ColumnType("text", ColumnType.Family.TEXT);
    private static final IntFunction<String> MAIL = row -> "a" + row + "@example.org";
    private static final IntFunction<String> WORDS = row -> "nothing " + row;

    private final Classifier classifier = new Classifier(LocalDate.of(2026, 11, 24));

    private static Subject subject(String name, ColumnType type) {
        return new Subject(new Column(name, 1, type), Optional.empty());
    }

    private List<Finding> findings(String relation, Subject subject, int rows, IntFunction<String> values) {
        RelationStudy study = classifier.study(new RelationName("public", relation), List.of(subject));
        IntStream.range(0, rows).forEach(row -> study.see(subject.column(), values.apply(row)));
        return study.proposals().stream()
                .flatMap(proposal -> proposal.findings().stream())
                .toList();
    }

    private Optional<Confidence> confidence(
            String relation, String column, Kind kind, int rows, IntFunction<String> values) {
        return findings(relation, subject(column, TEXT), rows, values).stream()
                .filter(finding -> finding.kind() == kind)
                .map(Finding::confidence)
                .findFirst();
    }

    @Test
    void a_clear_name_is_high_with_values_medium_without_and_low_against_them() {
        assertThat(confidence("t", "email", Kind.EMAIL, 50, MAIL)).contains(Confidence.HIGH);
        assertThat(confidence("t", "email", Kind.EMAIL, 0, MAIL)).contains(Confidence.MEDIUM);
        assertThat(confidence("t", "email", Kind.EMAIL, 50, WORDS)).contains(Confidence.LOW);
        assertThat(confidence("t", "email_enc", Kind.EMAIL, 50, WORDS)).contains(Confidence.MEDIUM);
    }

    @Test
    void an_ambiguous_name_needs_values_or_people() {
        assertThat(confidence("parts", "name", Kind.PERSON_NAME, 50, row -> "Blue Chair"))
                .isEmpty();
        assertThat(confidence("parts", "name", Kind.PERSON_NAME, 0, WORDS)).isEmpty();
        assertThat(confidence("customers", "name", Kind.PERSON_NAME, 50, row -> "Zyx Qwv"))
                .contains(Confidence.MEDIUM);
        assertThat(confidence("customers", "name", Kind.PERSON_NAME, 50, row -> "x-" + row))
                .isEmpty();
        assertThat(confidence("parts", "name", Kind.PERSON_NAME, 50, row -> "Ada Meyer"))
                .contains(Confidence.HIGH);
    }

    @Test
    void values_alone_need_to_be_many_and_unmistakable() {
        assertThat(confidence("t", "c", Kind.EMAIL, 50, MAIL)).contains(Confidence.HIGH);
        assertThat(confidence("t", "c", Kind.EMAIL, 4, MAIL)).contains(Confidence.MEDIUM);
        assertThat(confidence("t", "c", Kind.EMAIL, 2, MAIL)).isEmpty();
        assertThat(confidence("t", "c", Kind.EMAIL, 50, row -> "one@example.org"))
                .isEmpty();
        assertThat(confidence("t", "c", Kind.EMAIL, 50, row -> row % 2 == 0 ? MAIL.apply(row) : "x"))
                .contains(Confidence.MEDIUM);
        assertThat(confidence("t", "c", Kind.EMAIL, 50, row -> row % 10 == 0 ? MAIL.apply(row) : "x"))
                .contains(Confidence.LOW);
    }

    @Test
    void numbers_of_which_some_pass_a_check_by_chance_are_none() {
        IntFunction<String> serials = row -> Long.toString(4_000_000_000_000_000L + row * 97L);
        assertThat(findings("t", subject("serial_no", TEXT), 500, serials)).isEmpty();
        ColumnType bigint = new ColumnType("bigint", ColumnType.Family.INTEGER);
        for (long start :
                List.of(1L, 100_000_000L, 1_000_000_000L, 10_000_000_000L, 200_000_000_000L, 1_700_000_000_000L)) {
            assertThat(findings("t", subject("n", bigint), 500, row -> Long.toString(start + row)))
                    .as("from %d", start)
                    .isEmpty();
        }
    }

    @Test
    void a_type_that_cannot_hold_it_is_not_asked() {
        for (ColumnType.Family family : List.of(ColumnType.Family.BOOLEAN, ColumnType.Family.TEMPORAL)) {
            assertThat(findings("users", subject("email", new ColumnType("x", family)), 0, WORDS))
                    .isEmpty();
        }
        assertThat(findings("users", subject("password", new ColumnType("bytea", ColumnType.Family.BYTES)), 0, WORDS))
                .hasSize(1);
    }

    @Test
    void parts_of_addresses_count_beside_people_only() {
        RelationName name = new RelationName("public", "rows");
        Subject city = subject("city", TEXT);
        assertThat(classifier.study(name, List.of(city)).proposals()).isEmpty();
        assertThat(classifier
                        .study(name, List.of(city, subject("surname", TEXT)))
                        .proposals())
                .hasSize(2)
                .first()
                .satisfies(proposal -> assertThat(proposal.findings().getFirst().reasons())
                        .isEqualTo("name 'city'; beside columns that identify people"));
    }

    @Test
    void what_is_written_about_a_column_helps() {
        Subject told = new Subject(new Column("f17", 1, TEXT), Optional.of("Social security number of the insured"));
        assertThat(findings("members", told, 0, WORDS)).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(Kind.NATIONAL_ID);
            assertThat(finding.confidence()).isEqualTo(Confidence.MEDIUM);
        });
        assertThat(findings("members", told, 50, row -> "x")).isEmpty();
    }

    @Test
    void documents_are_looked_into_and_their_keys_are_not_told() {
        Subject json = subject("payload", new ColumnType("jsonb", ColumnType.Family.JSON));
        assertThat(findings("t", json, 50, row -> "{\"user\": {\"firstName\": \"Ada\", \"n\": " + row + "}}"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.reasons())
                        .isEqualTo("JSON key like 'firstname'; 50 of 50 values are names with a common given or family"
                                + " name"));
        assertThat(findings("t", json, 50, row -> "{\"ada" + row + "@example.org\": 1}"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.kind()).isEqualTo(Kind.EMAIL);
                    assertThat(finding.reasons()).doesNotContain("@");
                });
        assertThat(findings("t", json, 50, row -> "{\"a\": [1, null, true, {\"b\": \"c\"}], \"n\": " + row + "}"))
                .isEmpty();
        assertThat(findings("t", json, 50, row -> "not JSON, a" + row + "@example.org"))
                .isEmpty();
    }

    @Test
    void a_deep_document_is_not_followed_to_its_end() {
        Subject json = subject("payload", new ColumnType("jsonb", ColumnType.Family.JSON));
        assertThat(findings("t", json, 3, row -> "[".repeat(900) + "]".repeat(900)))
                .isEmpty();
    }

    @Test
    void several_kinds_in_one_column_are_told_apart() {
        assertThat(findings(
                        "t",
                        subject("notes", TEXT),
                        50,
                        row -> "mail a" + row + "@example.org or call +49 30 1000037 please"))
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(Kind.EMAIL, Kind.PHONE);
    }

    @Test
    void a_detector_that_fails_does_not_quote_the_value() {
        Detector broken = new Detector(Kind.EMAIL, "things", Weight.PROVES, Detector.Scope.WHOLE, value -> {
            throw new IllegalArgumentException("cannot read " + value);
        });
        Tally tally = new Tally(List.of(broken));
        assertThatThrownBy(() -> tally.add("a@example.org"))
                .hasMessage("looking for things failed: java.lang.IllegalArgumentException")
                .hasNoCause();
    }
}
