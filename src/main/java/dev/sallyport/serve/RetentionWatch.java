package dev.sallyport.serve;

import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.Retention;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what was kept long enough, and has it recorded that it is to be destroyed; that is done where the records are taken into
 * the log, which looks at holds once more. Not thread-safe.
 */
final class RetentionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionWatch.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final long SECONDS_A_DAY = 86_400;

    private final List<Config.Keep> rules;
    private final Files files;
    private final GateTrail trail;
    private final Clock clock;
    private Instant next = Instant.MIN;
    private List<Hold> heldThen = List.of();
    private String trouble = "";

    /**
     * What the log has on its side.
     *
     * @param units of the key table
     */
    record Files(SealedStore sealed, Path units, Path holds) {}

    /** @param trail used by whoever calls {@link #look} only */
    RetentionWatch(List<Config.Keep> rules, Files files, GateTrail trail, Clock clock) {
        this.rules = List.copyOf(rules);
        this.files = files;
        this.trail = trail;
        this.clock = clock;
    }

    /** Once an hour, and whenever holds have changed. */
    void look() {
        if (rules.isEmpty()) {
            return;
        }
        try {
            Holds holds = Holds.open(files.holds());
            Instant now = clock.instant();
            if (now.isBefore(next) && holds.list().equals(heldThen)) {
                return;
            }
            if (!holds.everything()) {
                sealed(now, holds);
                names(now, holds);
            }
            next = now.plus(EVERY);
            heldThen = holds.list();
            trouble = "";
        } catch (IOException | JournalUnavailable failed) {
            told(String.valueOf(failed.getMessage()));
        }
    }

    /** Once for each thing that is wrong. */
    private void told(String why) {
        if (!why.equals(trouble)) {
            trouble = why;
            LOG.atError()
                    .addKeyValue("event", "retain.failed")
                    .log("what was kept long enough could not be looked for: {}", why);
        }
    }

    private void sealed(Instant now, Holds holds) throws IOException {
        for (String jurisdiction : files.sealed().jurisdictions()) {
            Optional<Duration> keep = keep(jurisdiction);
            if (keep.isEmpty()) {
                continue;
            }
            Retention kept = new Retention(jurisdiction, before(now, keep.get()), holds.units());
            long parts = files.sealed().count(kept);
            if (parts > 0) {
                trail.retain(jurisdiction, kept.before(), text(keep.get()), parts);
            }
        }
    }

    /** The rule for a jurisdiction, or else the one without; empty when it is kept for ever. */
    private Optional<Duration> keep(String jurisdiction) {
        return rule(Optional.of(jurisdiction)).or(() -> rule(Optional.empty()));
    }

    private Optional<Duration> rule(Optional<String> jurisdiction) {
        return rules.stream()
                .filter(rule -> rule.jurisdiction().equals(jurisdiction))
                .map(Config.Keep::time)
                .findFirst();
    }

    /** A day ends after each of its records: the day before this one is the last of which all are that old. */
    private static LocalDate before(Instant now, Duration keep) {
        return LocalDate.ofInstant(now.minus(keep), ZoneOffset.UTC);
    }

    /** Nobody can tell in which jurisdictions a pseudonym stands: who it is, is kept as long as anything. */
    private void names(Instant now, Holds holds) throws IOException {
        Optional<Duration> longest = rule(Optional.empty())
                .flatMap(_ -> rules.stream().map(Config.Keep::time).max(Comparator.naturalOrder()));
        if (longest.isEmpty()) {
            return;
        }
        LocalDate before = before(now, longest.get());
        long persons = KeyTable.open(files.units(), new SecureRandom()).unseenSince(before).stream()
                .filter(unit -> holds.on(unit).isEmpty())
                .count();
        if (persons > 0) {
            trail.forget(before, text(longest.get()), persons);
        }
    }

    private static String text(Duration keep) {
        long seconds = keep.toSeconds();
        return seconds % SECONDS_A_DAY == 0 ? seconds / SECONDS_A_DAY + "d" : seconds + "s";
    }
}
