package dev.sallyport.evidence;

import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Question;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that is counted or listed for auditors.
 *
 * @param id for files and references
 * @param why what it tells
 * @param question which events, but for their times
 * @param by what they are counted by; with none of these they are listed one by one
 */
public record Figure(String id, String title, String why, Question question, List<Field> by) {

    public Figure {
        by = List.copyOf(by);
    }

    private static final String ANY = "*";
    /** Those that were let through, and those that were not. */
    static final Question STATEMENTS = Question.ALL.with(Field.KIND, "q.intent", "q.deny");

    private static final Question CLASSIFIED = STATEMENTS.with(Field.TAG, ANY);

    /** All that there are, in the order of a report. */
    static List<Figure> all() {
        return Stream.of(access(), refusals(), changes(), log())
                .flatMap(List::stream)
                .toList();
    }

    static Optional<Figure> named(String id) {
        return all().stream().filter(figure -> figure.id.equals(id)).findFirst();
    }

    private static List<Figure> access() {
        return List.of(
                new Figure(
                        "decisions",
                        "Statements, by decision",
                        "Every statement that was sent to a protected database in this time, with what was decided of it.",
                        STATEMENTS,
                        List.of(Field.DATABASE, Field.DECISION)),
                new Figure(
                        "people",
                        "Who used which database",
                        "Each identity, on whose behalf it acted, and for which declared purpose.",
                        STATEMENTS,
                        List.of(Field.IDENTITY, Field.TYPE, Field.BEHALF, Field.PURPOSE, Field.DATABASE)),
                new Figure(
                        "classified-access",
                        "Access to classified data",
                        "Statements that touched columns or relations with a classification, by whom, where that was"
                                + " processed, for what, and whether it came masked.",
                        CLASSIFIED,
                        List.of(Field.IDENTITY, Field.TAG, Field.DECISION, Field.LOCATION, Field.PURPOSE)),
                new Figure(
                        "classified-clear",
                        "Classified data that came unmasked",
                        "Of those, the ones that were allowed and of which nothing was masked.",
                        CLASSIFIED.with(Field.DECISION, "allow"),
                        List.of(Field.IDENTITY, Field.RELATION, Field.TAG)),
                new Figure(
                        "agents",
                        "What programs and AI agents did",
                        "Statements of services and agents, on whose behalf, and in which task.",
                        STATEMENTS.with(Field.TYPE, "agent", "service"),
                        List.of(Field.IDENTITY, Field.BEHALF, Field.TASK, Field.DECISION)),
                new Figure(
                        "transfers",
                        "Transfers between jurisdictions",
                        "Statements that could meet data of another jurisdiction, and the legal basis that the policy"
                                + " gives for it.",
                        STATEMENTS.with(Field.TRANSFER, ANY),
                        List.of(Field.TRANSFER, Field.BASIS, Field.IDENTITY)),
                new Figure(
                        "sessions",
                        "Sessions, by how they were authenticated",
                        "Log-ins that led to a session.",
                        Question.ALL.with(Field.KIND, "ses.open"),
                        List.of(Field.IDENTITY, Field.METHOD, Field.DATABASE)));
    }

    private static List<Figure> refusals() {
        return List.of(
                new Figure(
                        "denials",
                        "Refused statements",
                        "By the rule that refused them.",
                        Question.ALL.with(Field.KIND, "q.deny"),
                        List.of(Field.IDENTITY, Field.RULE)),
                new Figure(
                        "failed-logins",
                        "Failed log-ins",
                        "By database and by how the client tried to prove itself. Who it claimed to be is sealed: it can be"
                                + " anything.",
                        Question.ALL.with(Field.KIND, "auth.fail"),
                        List.of(Field.DATABASE, Field.METHOD)));
    }

    private static List<Figure> changes() {
        return List.of(
                new Figure(
                        "administration",
                        "Privileged statements",
                        "Changes of structure, rights and the server, whether they were let through or not.",
                        STATEMENTS.with(
                                Field.EFFECT,
                                "create",
                                "alter",
                                "drop",
                                "grant",
                                "truncate",
                                "admin",
                                "server-io",
                                "replication"),
                        List.of(Field.IDENTITY, Field.COMMAND, Field.DECISION)),
                new Figure(
                        "writes",
                        "Data that was changed",
                        "Statements that insert, update or delete, with the rows that they affected.",
                        STATEMENTS.with(Field.EFFECT, "insert", "update", "delete", "copy-in"),
                        List.of(Field.IDENTITY, Field.RELATION, Field.EFFECT)),
                new Figure(
                        "policy-changes",
                        "Changes of policy",
                        "When another version of the policies came into force, or was not taken and why. Versions are"
                                + " hashes of what the policies say.",
                        Question.ALL.with(Field.KIND, "log.policy", "log.start"),
                        List.of()),
                new Figure(
                        "policies",
                        "Policies in force",
                        "Statements by the version of the policies that decided.",
                        STATEMENTS,
                        List.of(Field.POLICIES, Field.DECISION)),
                new Figure(
                        "approvals",
                        "Approvals and emergency access",
                        "This version of Sallyport holds no statement for approval and grants no emergency access"
                                + " (break-glass): there can be no such records. Who changed policies instead, their"
                                + " repository tells.",
                        Question.ALL.with(Field.KIND, "apr.*", "bg.*"),
                        List.of(Field.KIND)));
    }

    private static List<Figure> log() {
        return List.of(
                new Figure(
                        "unknown-outcomes",
                        "Statements whose outcome is unknown",
                        "They were forwarded, and the gate or the connection was lost before their end was known.",
                        STATEMENTS.with(Field.STATUS, "unknown", "open"),
                        List.of(Field.IDENTITY, Field.DATABASE)),
                new Figure(
                        "recording",
                        "Starts, stops and gaps of recording",
                        "Each start and stop of the gate, runs that ended without a stop, and times in which the disk took"
                                + " nothing; statements were refused then.",
                        Question.ALL.with(Field.KIND, "log.start", "log.stop", "log.recovered", "log.gap"),
                        List.of()),
                new Figure(
                        "keys",
                        "Keys that the log is signed with",
                        "At every start, and when they change.",
                        Question.ALL.with(Field.KIND, "log.key"),
                        List.of()),
                new Figure(
                        "erasures",
                        "Erasures",
                        "Persons, or what single statements said, ordered to be erased from what belongs to the log, by two people, for which case.",
                        Question.ALL.with(Field.KIND, "log.erase"),
                        List.of()),
                new Figure(
                        "retention",
                        "What was kept long enough, and holds",
                        "Orders to destroy what was kept long enough, with the rule, and legal holds and their ends.",
                        Question.ALL.with(Field.KIND, "log.retain", "log.hold", "log.release"),
                        List.of()));
    }
}
