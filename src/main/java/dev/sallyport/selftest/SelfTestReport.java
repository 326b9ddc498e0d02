package dev.sallyport.selftest;

import java.time.Instant;
import java.util.List;

/**
 * What came of a self-test. No value of the database is in it.
 *
 * @param server the database's version, as {@code 18.6}
 * @param targets what was tried, relation by relation and column by column
 * @param themes what it was tried with
 * @param findings what came out that must not; empty when the gate held
 * @param overDenied ordinary statements that were refused or failed
 */
public record SelfTestReport(
        Instant started,
        Instant finished,
        String server,
        List<Target> targets,
        List<Theme> themes,
        List<Finding> findings,
        List<Finding> overDenied) {

    public SelfTestReport {
        targets = List.copyOf(targets);
        themes = List.copyOf(themes);
        findings = List.copyOf(findings);
        overDenied = List.copyOf(overDenied);
    }

    /** What an attempt, sent in one way, came to. */
    public enum Outcome {
        /** It ran, and showed nothing that it must not. */
        HELD,
        /** The gate, or the server before it looked at data, refused it. */
        REFUSED,
        /** It took too long, or brought too much to be looked through. */
        UNDECIDED,
        /** Ordinary work that does not go on. */
        OVER_DENIED,
        /** A finding. */
        LEAKED
    }

    /**
     * A relation, or one of its columns.
     *
     * @param protection in words: its mask, or that rows are left out; with the rules behind it
     * @param values how many values were looked for
     * @param notes what could not be tried, and why
     */
    public record Target(String name, String protection, int values, Counts counts, List<String> notes) {}

    /** @param name the heading in the corpus */
    public record Theme(String name, Counts counts) {}

    /** How many attempts came to what. */
    public record Counts(int held, int refused, int undecided, int overDenied, int leaked) {

        static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        Counts and(Outcome outcome) {
            return switch (outcome) {
                case HELD -> new Counts(held + 1, refused, undecided, overDenied, leaked);
                case REFUSED -> new Counts(held, refused + 1, undecided, overDenied, leaked);
                case UNDECIDED -> new Counts(held, refused, undecided + 1, overDenied, leaked);
                case OVER_DENIED -> new Counts(held, refused, undecided, overDenied + 1, leaked);
                case LEAKED -> new Counts(held, refused, undecided, overDenied, leaked + 1);
            };
        }

        Counts and(Counts other) {
            return new Counts(
                    held + other.held,
                    refused + other.refused,
                    undecided + other.undecided,
                    overDenied + other.overDenied,
                    leaked + other.leaked);
        }

        public int all() {
            return held + refused + undecided + overDenied + leaked;
        }
    }

    /**
     * Something that came out.
     *
     * @param place file and line of the template
     * @param target what it was after
     * @param way how it was sent
     * @param what in words, without any value
     * @param text the text that was sent, with braces where values stood
     */
    public record Finding(String place, String target, String way, String what, String text) {}

    /** Whether the gate held. */
    public boolean held() {
        return findings.isEmpty();
    }

    public Counts total() {
        return themes.stream().map(Theme::counts).reduce(Counts.NONE, Counts::and);
    }
}
