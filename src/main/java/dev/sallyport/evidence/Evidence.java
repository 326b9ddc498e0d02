package dev.sallyport.evidence;

import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Group;
import java.time.Instant;
import java.util.List;

/**
 * What is handed to auditors, but for the files that go with it.
 *
 * @param made when
 * @param by which version of the product
 * @param verification what checking the whole log came to
 * @param trust whose signatures counted, and what the log was held against, in words
 * @param events how many there were in the time
 * @param figures each once, in the order of a report
 * @param samples events that were drawn, each with a proof that it is in the log
 */
public record Evidence(
        Framework framework,
        Instant from,
        Instant until,
        Instant made,
        String by,
        Verification verification,
        List<String> trust,
        long events,
        List<Measured> figures,
        List<Event> samples) {

    public Evidence {
        trust = List.copyOf(trust);
        figures = List.copyOf(figures);
        samples = List.copyOf(samples);
    }

    /**
     * A figure as it came out.
     *
     * @param command what gives it again
     * @param total events
     * @param groups if it is counted: each combination of values, persons by the names that are shown
     * @param list if it is listed: the events, the latest some hundred
     */
    public record Measured(Figure figure, String command, long total, List<Group> groups, List<Event> list) {
        public Measured {
            groups = List.copyOf(groups);
            list = List.copyOf(list);
        }
    }
}
