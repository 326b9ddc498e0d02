package dev.sallyport.classify;

import dev.sallyport.catalog.ColumnType;
import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All signals of one column. */
final class ColumnStudy {

    private final Subject subject;
    private final ValueStudy values;
    private final Optional<DocumentStudy> documents;

    ColumnStudy(Subject subject, Vocabulary vocabulary, List<Detector> all) {
        this.subject = subject;
        ColumnType type = subject.column().type();
        List<Detector> detectors = all.stream()
                .filter(detector -> Capacity.holds(type, detector.kind()))
                .toList();
        String name = subject.column().name();
        this.values = new ValueStudy(
                claims(subject, vocabulary),
                new ValueStudy.Traits(vocabulary.innocent(name), vocabulary.concealed(name)),
                detectors);
        this.documents = json(type) ? Optional.of(new DocumentStudy(vocabulary, detectors)) : Optional.empty();
    }

    private static List<ValueStudy.Claimed> claims(Subject subject, Vocabulary vocabulary) {
        String name = subject.column().name();
        List<ValueStudy.Claimed> claims = new ArrayList<>();
        vocabulary
                .name(name)
                .map(claim -> new ValueStudy.Claimed(claim, new Evidence.Name(name)))
                .ifPresent(claims::add);
        subject.comment()
                .flatMap(vocabulary::comment)
                .map(claim -> new ValueStudy.Claimed(claim, new Evidence.Comment(claim.word())))
                .ifPresent(claims::add);
        ColumnType type = subject.column().type();
        if (Capacity.isAddress(type)) {
            claims.add(new ValueStudy.Claimed(
                    new NameClaim(Kind.IP_ADDRESS, NameClaim.Strength.LOOSE, ""), new Evidence.Type(type.sql())));
        }
        return claims.stream()
                .filter(claimed -> Capacity.holds(type, claimed.claim().kind()))
                .toList();
    }

    /** Whether values come as JSON documents; arrays of texts do, too. */
    private static boolean json(ColumnType type) {
        return type.family() == ColumnType.Family.JSON || type.holdsTexts();
    }

    void see(String value) {
        documents.ifPresentOrElse(study -> study.add(value, values), () -> values.add(value));
    }

    /** The surest first. */
    List<Finding> findings(ValueStudy.Surroundings around) {
        Map<Kind, Finding> found = new EnumMap<>(Kind.class);
        found.putAll(values.findings(around));
        documents.ifPresent(study ->
                study.findings(around).forEach((kind, finding) -> found.merge(kind, finding, ValueStudy::surer)));
        return found.values().stream()
                .sorted(Comparator.comparing(Finding::confidence))
                .toList();
    }

    Subject subject() {
        return subject;
    }
}
