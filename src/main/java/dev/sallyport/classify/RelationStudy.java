package dev.sallyport.classify;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.classify.detect.Detector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a relation's structure and some of its values, and tells what they seem to be. Not thread-safe. */
public final class RelationStudy {

    private final RelationName name;
    private final Vocabulary vocabulary;
    private final Map<String, ColumnStudy> columns = new LinkedHashMap<>();

    RelationStudy(RelationName name, List<Subject> subjects, Vocabulary vocabulary, List<Detector> detectors) {
        this.name = name;
        this.vocabulary = vocabulary;
        for (Subject subject : subjects) {
            columns.put(subject.column().name(), new ColumnStudy(subject, vocabulary, detectors));
        }
    }

    /** Judges a value and forgets it. JSON documents and arrays come as JSON. */
    public void see(Column column, String value) {
        ColumnStudy study = columns.get(column.name());
        if (study == null) {
            throw new IllegalArgumentException("relation " + name + " is studied without column " + column.name());
        }
        study.see(value);
    }

    /** What the columns seem to hold, in their order; nothing for most columns of most relations. */
    public List<Proposal> proposals() {
        Optional<String> people = vocabulary.people(name.name());
        List<Proposal> first = proposals(new ValueStudy.Surroundings(people, false));
        boolean identified =
                first.stream().flatMap(proposal -> proposal.findings().stream()).anyMatch(RelationStudy::identifies);
        return identified ? proposals(new ValueStudy.Surroundings(people, true)) : first;
    }

    private List<Proposal> proposals(ValueStudy.Surroundings around) {
        return columns.values().stream()
                .filter(study -> !study.findings(around).isEmpty())
                .map(study -> new Proposal(name, study.subject().column().name(), study.findings(around)))
                .toList();
    }

    static boolean identifies(Finding finding) {
        return finding.kind().identifies() && finding.confidence().atLeast(Confidence.MEDIUM);
    }
}
