package dev.sallyport.selftest;

import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.DirectSession.Reply;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.governor.Standing;
import dev.sallyport.selftest.Attempt.Kind;
import dev.sallyport.selftest.Entry.Step;
import dev.sallyport.selftest.Search.Hit;
import dev.sallyport.selftest.SelfTestReport.Outcome;
import dev.sallyport.selftest.Subject.HiddenRow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sends attempts on one subject through the gate and judges what comes back. Not thread-safe. */
final class Trials implements AutoCloseable {

    /** Data may change between two questions: only what differs every time counts. */
    private static final int ROUNDS = 3;

    private static final String TIMEOUT = "57014";

    /** Values look the same in the gate's session and in the one past it. */
    private static final List<String> SETTINGS = List.of(
            "datestyle = 'ISO, MDY'",
            "intervalstyle = 'postgres'",
            "timezone = 'UTC'",
            "extra_float_digits = 1",
            "bytea_output = 'hex'",
            "statement_timeout = '5s'");

    private final DirectSession direct;
    private final Standing standing;
    private final Subject subject;
    private final GateConnection connection;
    private final Search search;
    private final Optional<String> missing;

    /** @param what in words, when something came of it that people must know */
    record Result(Outcome outcome, Optional<String> what) {

        static Result of(Outcome outcome) {
            return new Result(outcome, Optional.empty());
        }

        static Result of(Outcome outcome, String what) {
            return new Result(outcome, Optional.of(what));
        }
    }

    Trials(DirectSession direct, SelfTest.Gate gate, Standing standing, Subject subject) {
        this.direct = direct;
        this.standing = standing;
        this.subject = subject;
        String schema = RelationName.quote(subject.relation().name().schema());
        connection = new GateConnection(
                gate,
                Stream.concat(SETTINGS.stream(), Stream.of("search_path = " + schema + ", public"))
                        .map(setting -> "SET " + setting)
                        .toList());
        search = new Search(subject.canaries());
        List<String> beginning = Stream.concat(
                        Stream.concat(SETTINGS.stream(), Stream.of("search_path = pg_temp, " + schema + ", public"))
                                .map(setting -> "SET LOCAL " + setting),
                        subject.standIn().stream())
                .toList();
        missing = subject.standIn().isEmpty()
                ? Optional.of("")
                : direct.begin(beginning)
                        .map(code -> "no masked copy could be made (" + code + "): what comes back is only searched");
    }

    /** Why there is no masked copy to compare with; for people. */
    Optional<String> notes() {
        return missing.filter(why -> !why.isEmpty());
    }

    /** @throws IOException when the gate cannot be reached any more */
    Result run(Attempt attempt, Way way) throws IOException {
        connection.session();
        try {
            return attempt.kind() == Kind.ROWS ? rows(attempt, way) : columns(attempt, way);
        } catch (IOException lost) {
            connection.close();
            return Result.of(Outcome.UNDECIDED);
        }
    }

    private Result columns(Attempt attempt, Way way) throws IOException {
        List<Step> steps = attempt.steps(Optional.empty(), false);
        Result result = Result.of(Outcome.UNDECIDED);
        for (int round = 0; round < ROUNDS; round++) {
            List<Answer> answers = send(steps, way);
            result = columns(attempt, way, answers);
            if (result.outcome() != Outcome.LEAKED && result.outcome() != Outcome.OVER_DENIED) {
                return result;
            }
        }
        return result;
    }

    private Result columns(Attempt attempt, Way way, List<Answer> answers) {
        List<Hit> hits = search.in(answers);
        boolean compared = way != Way.EXTENDED_BINARY && !attempt.template().varies();
        List<Reply> replies = (compared || !hits.isEmpty()) ? standIn(attempt) : List.of();
        Optional<String> seen = wrongly(hits, replies);
        if (seen.isPresent()) {
            return Result.of(Outcome.LEAKED, seen.get());
        }
        Optional<String> error =
                answers.stream().flatMap(answer -> answer.error().stream()).findFirst();
        if (attempt.template().expect() == Entry.Expect.REFUSED) {
            return error.isPresent() ? Result.of(Outcome.REFUSED) : Result.of(Outcome.LEAKED, "it is not refused");
        }
        if (error.equals(Optional.of(TIMEOUT))) {
            return Result.of(Outcome.UNDECIDED);
        }
        Optional<String> difference = compared && missing.isEmpty()
                ? Comparison.difference(attempt.standInSteps(), answers, replies)
                : Optional.empty();
        if (difference.isPresent()) {
            return Result.of(Outcome.LEAKED, difference.get());
        }
        return error.map(code -> failed(attempt, code, replies)).orElse(Result.of(Outcome.HELD));
    }

    private Result failed(Attempt attempt, String code, List<Reply> replies) {
        boolean ordinary = attempt.kind() == Kind.ORDINARY
                && replies.stream().allMatch(reply -> reply.error().isEmpty());
        if (ordinary) {
            return Result.of(Outcome.OVER_DENIED, "it fails with " + code);
        }
        return Result.of(Comparison.ofData(code) ? Outcome.HELD : Outcome.REFUSED);
    }

    /** What a masked copy gives; COPY, and what goes round the relation, is not asked for there. */
    private List<Reply> standIn(Attempt attempt) {
        List<String> texts = attempt.standInSteps();
        boolean copies =
                texts.stream().anyMatch(text -> text.toLowerCase(Locale.ROOT).startsWith("copy"));
        if (missing.isPresent() || copies || attempt.kind() == Kind.SERVER) {
            return List.of();
        }
        List<Reply> replies = direct.ask(texts);
        if (texts.stream().anyMatch(Trials::prepares)) {
            direct.ask("DEALLOCATE ALL");
        }
        return replies;
    }

    private static boolean prepares(String text) {
        return text.startsWith("prepare ");
    }

    /** The first value that was found and that may not be seen: not in a masked copy, and nowhere else. */
    private Optional<String> wrongly(List<Hit> hits, List<Reply> replies) {
        if (hits.isEmpty()) {
            return Optional.empty();
        }
        Set<Canary> rightly = search
                .inTexts(
                        replies.stream().flatMap(reply -> reply.rows().stream()).toList())
                .stream()
                .map(Hit::canary)
                .collect(Collectors.toSet());
        return hits.stream()
                .filter(hit -> !rightly.contains(hit.canary()))
                .filter(hit -> !elsewhere(hit.canary()))
                .findFirst()
                .map(hit -> hit.canary() + " came out (" + hit.form() + ")");
    }

    /** Whether a value also stands where the session may see it: in another column, not masked, of what was read. */
    private boolean elsewhere(Canary canary) {
        RelationName name = subject.relation().name();
        return Stream.concat(Stream.of(name), standing.catalog().readsThrough(name).stream())
                .flatMap(read -> standing.catalog().relation(read).stream())
                .filter(relation -> relation.view().isEmpty())
                .anyMatch(relation -> relation.columns().stream()
                        .filter(column -> !standing.masks(relation.name()).containsKey(column.name()))
                        .anyMatch(column -> holds(relation.name(), column, canary)));
    }

    private boolean holds(RelationName relation, Column column, Canary canary) {
        String filter = standing.filter(relation)
                .map(condition -> " AND (" + condition + ")")
                .orElse("");
        return direct.ask("SELECT EXISTS (SELECT FROM " + relation.sql() + " AS governed WHERE position("
                        + Literals.text(canary.mark()) + " IN " + RelationName.quote(column.name()) + "::text) > 0"
                        + filter + ")::text")
                .first()
                .equals(Optional.of("true"));
    }

    private Result rows(Attempt attempt, Way way) throws IOException {
        Outcome outcome = Outcome.HELD;
        for (HiddenRow row : subject.hidden()) {
            Result result = Result.of(Outcome.UNDECIDED);
            for (int round = 0; round < ROUNDS; round++) {
                result = row(attempt, way, row);
                if (result.outcome() != Outcome.LEAKED) {
                    break;
                }
            }
            if (result.outcome() == Outcome.LEAKED) {
                return result;
            }
            outcome = result.outcome();
        }
        return Result.of(outcome);
    }

    private Result row(Attempt attempt, Way way, HiddenRow row) throws IOException {
        List<Answer> answers = send(attempt.steps(Optional.of(row), false), way);
        Optional<String> seen = wrongly(search.in(answers), List.of());
        if (seen.isPresent()) {
            return Result.of(Outcome.LEAKED, seen.get());
        }
        List<Answer> absent = send(attempt.steps(Optional.of(row), true), way);
        if (Comparison.tellsRow(answers, row.literals(), absent, row.absentLiterals())) {
            return Result.of(Outcome.LEAKED, "the answer is not that about a row that does not exist");
        }
        Optional<String> error =
                answers.stream().flatMap(answer -> answer.error().stream()).findFirst();
        if (error.equals(Optional.of(TIMEOUT))) {
            return Result.of(Outcome.UNDECIDED);
        }
        return Result.of(error.filter(code -> !Comparison.ofData(code)).isPresent() ? Outcome.REFUSED : Outcome.HELD);
    }

    /** In a transaction that is rolled back. */
    private List<Answer> send(List<Step> steps, Way way) throws IOException {
        GateSession session = connection.session();
        List<Answer> answers = new ArrayList<>();
        session.send("BEGIN");
        for (Step step : steps) {
            answers.add(session.send(step, way));
        }
        session.send("ROLLBACK");
        if (steps.stream().map(Step::sql).anyMatch(Trials::prepares)) {
            session.send("DEALLOCATE ALL");
        }
        return answers;
    }

    @Override
    public void close() {
        connection.close();
    }
}
