package dev.sallyport.classify;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.classify.detect.Detector;
import dev.sallyport.classify.detect.Detectors;
import java.time.LocalDate;
import java.util.List;

/** Begins studies of relations. Immutable and thread-safe. */
public final class Classifier {

    private final Vocabulary vocabulary = Vocabulary.load();
    private final List<Detector> detectors;

    /** @param today before which people are born */
    public Classifier(LocalDate today) {
        this.detectors = Detectors.all(today);
    }

    /** @param subjects the columns that are judged, in their order */
    public RelationStudy study(RelationName relation, List<Subject> subjects) {
        return new RelationStudy(relation, subjects, vocabulary, detectors);
    }
}
