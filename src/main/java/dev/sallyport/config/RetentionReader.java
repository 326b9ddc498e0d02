package dev.sallyport.config;

import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads how long what is sealed is kept. */
final class RetentionReader {

    private static final Duration LEAST = Duration.ofDays(1);

    private final Set<String> jurisdictions;
    private final List<Problem> warnings;

    /** @param jurisdictions of the databases */
    RetentionReader(Set<String> jurisdictions, List<Problem> warnings) {
        this.jurisdictions = jurisdictions;
        this.warnings = warnings;
    }

    /** @param journalKeep how long the journal is kept, which has in clear what is sealed elsewhere */
    List<Config.Keep> read(List<YamlValue> rules, Duration journalKeep) {
        List<Config.Keep> read = new ArrayList<>();
        for (YamlValue rule : rules) {
            rule.map().flatMap(map -> rule(map, journalKeep)).ifPresent(keep -> {
                if (read.stream().anyMatch(one -> one.jurisdiction().equals(keep.jurisdiction()))) {
                    rule.report(keep.jurisdiction()
                                    .map(jurisdiction -> "there is a rule for jurisdiction '" + jurisdiction + "'")
                                    .orElse("there is a rule without jurisdiction")
                            + " already");
                }
                read.add(keep);
            });
        }
        return read;
    }

    private Optional<Config.Keep> rule(YamlMap map, Duration journalKeep) {
        Optional<YamlValue> named = map.find("jurisdiction");
        Optional<String> jurisdiction = named.flatMap(YamlValue::text);
        Optional<YamlValue> time = map.need("keep");
        Optional<Duration> keep = time.flatMap(YamlValue::duration);
        map.close();
        if (named.isPresent() && jurisdiction.filter(text -> !text.isBlank()).isEmpty()) {
            named.get().report("'jurisdiction' must be a word; leave it out for the rule of all that have none");
        }
        jurisdiction
                .filter(text -> !jurisdictions.contains(text))
                .ifPresent(text -> warnings.add(named.orElseThrow()
                        .place()
                        .problem("no database is of jurisdiction '" + text + "'"
                                + Suggestion.text(text, jurisdictions))));
        if (keep.isPresent() && keep.get().compareTo(LEAST) < 0) {
            time.orElseThrow().report("'keep' must be 1d at least");
        } else if (keep.isPresent() && keep.get().compareTo(journalKeep) < 0) {
            warnings.add(time.orElseThrow()
                    .place()
                    .problem("the journal has in clear what is sealed, and is kept longer: see audit.journal-keep"));
        }
        return keep.map(found -> new Config.Keep(jurisdiction, found));
    }

    static Set<String> jurisdictions(Iterable<Config.Protected> databases) {
        List<String> all = new ArrayList<>();
        databases.forEach(one -> all.add(one.database().jurisdiction()));
        return all.stream().filter(text -> !text.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }
}
