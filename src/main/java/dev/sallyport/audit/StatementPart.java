package dev.sallyport.audit;

import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Effect;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The members of a record that are the same each time a statement is executed, as canonical JSON, made once for a plan.
 *
 * @param configuration {@code "cfg":"...",}
 * @param decision {@code "dec":{...},}
 * @param objects {@code "obj":[...],}
 * @param statement {@code "st":{...},}
 * @param discreet whether its literals may be credentials: then they are recorded nowhere, not even encrypted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and nobody else writes into them
public record StatementPart(byte[] configuration, byte[] decision, byte[] objects, byte[] statement, boolean discreet) {

    /** Commands whose literals may be credentials: passwords, connection strings, options of foreign servers. */
    private static final Set<String> CREDENTIALS = Set.of(
            "ALTER FOREIGN DATA WRAPPER",
            "ALTER ROLE",
            "ALTER SERVER",
            "ALTER SUBSCRIPTION",
            "ALTER SYSTEM",
            "ALTER USER MAPPING",
            "CREATE FOREIGN DATA WRAPPER",
            "CREATE ROLE",
            "CREATE SERVER",
            "CREATE SUBSCRIPTION",
            "CREATE USER MAPPING");

    /** In names and keywords; a tag of what must not be known. */
    private static final String PASSWORD = "password";

    private static final String SECRET = "secret";

    /** Longer lists say with {@code "more":true} that they were cut. */
    static final int MAX_OBJECTS = 64;

    static final int MAX_COLUMNS = 64;

    static final int MAX_TAGS = 64;

    /** Characters of normalised text that a record keeps. */
    public static final int MAX_TEXT = 4096;

    /** Characters of a reason that a record keeps: a name that a client gave may be in it, as long as it likes. */
    static final int MAX_REASON = 1024;

    /**
     * What a decision rests on.
     *
     * @param policyVersion the content hash of the policies that decided
     * @param rules the rules behind the decision
     * @param locations where the session's data is processed, as far as that is known
     * @param tags those of what a relation's use touches
     */
    public record Grounds(
            String policyVersion,
            Collection<String> rules,
            Collection<String> locations,
            Function<RelationUse, Set<String>> tags) {}

    /**
     * @param masked the columns that are read and come masked, as {@code schema.relation.column}
     * @param crossings what of other jurisdictions' data it may meet
     */
    public static StatementPart permitted(
            Analysis analysis, Grounds grounds, Collection<String> masked, List<Crossing> crossings) {
        RecordBuffer decision = decision(masked.isEmpty() ? "allow" : "mask", grounds.locations());
        if (!masked.isEmpty()) {
            decision.member("mask", masked.stream().sorted().limit(MAX_COLUMNS).toList());
        }
        decision.member("pol", grounds.rules());
        if (!crossings.isEmpty()) {
            crossings(decision, crossings);
        }
        return judged(analysis, grounds, end(decision));
    }

    /**
     * @param analysis of the statement that it is about
     * @param beside those of the others in its text
     * @param reason what was refused, for people
     */
    public static StatementPart refused(Analysis analysis, List<Analysis> beside, Grounds grounds, String reason) {
        StatementPart part = judged(analysis, grounds, denial(grounds.rules(), grounds.locations(), reason));
        return beside.stream().anyMatch(other -> discreet(other, grounds.tags())) ? part.inDiscretion() : part;
    }

    /** The same, with its literals recorded nowhere. */
    private StatementPart inDiscretion() {
        return new StatementPart(configuration, decision, objects, statement, true);
    }

    private static StatementPart judged(Analysis analysis, Grounds grounds, byte[] decision) {
        RecordBuffer statement = new RecordBuffer()
                .open("st")
                .member(
                        "eff",
                        analysis.effects().stream().map(Effect::label).sorted().toList())
                .member("fp", analysis.fingerprint())
                .member("op", analysis.command());
        text(statement, analysis.normalised());
        return new StatementPart(
                configuration(grounds.policyVersion()),
                decision,
                objects(analysis.relations(), analysis.functions(), grounds.tags()),
                end(statement),
                discreet(analysis, grounds.tags()));
    }

    private static boolean discreet(Analysis analysis, Function<RelationUse, Set<String>> tags) {
        return CREDENTIALS.contains(analysis.command())
                || mentionsPassword(analysis.normalised())
                || analysis.relations().stream()
                        .flatMap(use -> tags.apply(use).stream())
                        .anyMatch(tag -> tag.equals(SECRET) || tag.startsWith(SECRET + "."));
    }

    /** In any case of its letters. */
    private static boolean mentionsPassword(String text) {
        for (int at = 0; at <= text.length() - PASSWORD.length(); at++) {
            if (text.regionMatches(true, at, PASSWORD, 0, PASSWORD.length())) {
                return true;
            }
        }
        return false;
    }

    /** For a text that could not be analysed: its length is all that can be told without telling what is in it. */
    public static StatementPart unparsable(String policyVersion, String reason, String text) {
        return unknown(policyVersion, reason, text.length(), mentionsPassword(text));
    }

    /** For what has no text that is known: its length at most. */
    public static StatementPart unread(String policyVersion, String reason, int length) {
        return unknown(policyVersion, reason, length, true);
    }

    private static StatementPart unknown(String policyVersion, String reason, int length, boolean discreet) {
        return new StatementPart(
                configuration(policyVersion),
                denial(List.of(), List.of(), reason),
                new byte[0],
                new RecordBuffer()
                        .open("st")
                        .member("len", length)
                        .member("op", "?")
                        .close()
                        .raw(",")
                        .toBytes(),
                discreet);
    }

    private static byte[] configuration(String policyVersion) {
        return new RecordBuffer().member("cfg", policyVersion).raw(",").toBytes();
    }

    private static byte[] denial(Collection<String> rules, Collection<String> locations, String reason) {
        return end(decision("deny", locations)
                .member("pol", rules)
                .member("why", reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason));
    }

    private static RecordBuffer decision(String effect, Collection<String> locations) {
        RecordBuffer out = new RecordBuffer().open("dec").member("eff", effect);
        return locations.isEmpty()
                ? out
                : out.member("loc", locations.stream().sorted().toList());
    }

    private static byte[] end(RecordBuffer open) {
        return open.close().raw(",").toBytes();
    }

    private static void text(RecordBuffer out, String normalised) {
        boolean cut = normalised.length() > MAX_TEXT;
        if (cut) {
            out.member("trunc", true);
        }
        out.member("txt", cut ? normalised.substring(0, MAX_TEXT) : normalised);
    }

    private static byte[] objects(
            List<RelationUse> relations, List<FunctionUse> functions, Function<RelationUse, Set<String>> tagging) {
        RecordBuffer out = new RecordBuffer().key("obj").raw("[");
        int count = 0;
        for (RelationUse use : relations) {
            if (count++ < MAX_OBJECTS) {
                separate(out, count);
                List<String> columns = java.util.stream.Stream.concat(
                                use.columnsRead().stream(), use.columnsWritten().stream())
                        .distinct()
                        .sorted()
                        .limit(MAX_COLUMNS)
                        .toList();
                out.raw("{")
                        .member(
                                "act",
                                use.effects().stream()
                                        .map(Effect::label)
                                        .sorted()
                                        .toList())
                        .member("cols", columns)
                        .member("rel", use.name().toString());
                Set<String> tags = tagging.apply(use);
                if (!tags.isEmpty()) {
                    out.member("tag", tags.stream().sorted().limit(MAX_TAGS).toList());
                }
                out.close();
            }
        }
        for (FunctionUse use : functions) {
            if (use.category().effect().isPresent() && count++ < MAX_OBJECTS) {
                separate(out, count);
                out.raw("{")
                        .member("act", List.of(use.category().effect().get().label()))
                        .member("fun", use.qualifiedName())
                        .close();
            }
        }
        if (count > MAX_OBJECTS) {
            out.raw(",{").member("more", true).close();
        }
        return out.raw("],").toBytes();
    }

    private static void crossings(RecordBuffer out, List<Crossing> crossings) {
        out.key("xfer").raw("[");
        int count = 0;
        for (Crossing crossing : crossings) {
            separate(out, ++count);
            out.raw("{")
                    .member("basis", crossing.basis())
                    .member("from", crossing.from())
                    .member("to", crossing.to())
                    .close();
        }
        out.raw("]");
    }

    private static void separate(RecordBuffer out, int count) {
        if (count > 1) {
            out.raw(",");
        }
    }
}
