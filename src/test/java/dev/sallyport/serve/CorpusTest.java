package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.selftest.Corpus;
import dev.sallyport.selftest.Entry;
import dev.sallyport.selftest.Entry.Compare;
import dev.sallyport.selftest.Entry.Expect;
import dev.sallyport.selftest.Entry.Kind;
import dev.sallyport.selftest.Entry.Leaks;
import dev.sallyport.selftest.Entry.Step;
import dev.sallyport.serve.CorpusSession.Way;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the corpus (docs/corpus.md) through a gate, and says what of it does not hold. */
@DisplayName("The corpus")
class CorpusTest {

    private static final double INNOCENTS_THAT_PASS = 0.98;
    private static final int SHOWN = 600;

    /** Refused by the gate: not allowed, not supported, not parsed, or no such name. */
    private static final Pattern REFUSED =
            Pattern.compile("42501|0A000|42601|42883|42P01|22023|55000|34000|3F000|42704");

    /** All differ in what the gate and the server do; text over the extended protocol is left to the innocent ones. */
    private static final List<Way> WAYS = List.of(Way.SIMPLE, Way.EXTENDED_BINARY);

    @TempDir
    static Path folder;

    private static CorpusFixture fixture;
    private static Canaries canaries;
    private static int version;

    private final Map<String, CorpusSession> sessions = new HashMap<>();

    @BeforeAll
    static void start() throws IOException, SQLException {
        fixture = new CorpusFixture(folder);
        canaries = new Canaries(fixture.hidden());
        version = fixture.serverVersion();
    }

    @AfterAll
    static void stop() throws IOException {
        fixture.close();
    }

    @Test
    @DisplayName("of attacks gets nothing")
    void attacks() throws IOException, SQLException {
        List<Entry> entries = entries(Kind.ATTACK);
        List<String> problems = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (Entry entry : entries) {
            List<String> found = attack(entry);
            if (entry.open().isEmpty()) {
                problems.addAll(found);
            } else if (found.isEmpty()) {
                problems.add(
                        entry + " is marked as open, and holds: " + entry.open().get());
            } else {
                open.add(entry + ": " + entry.open().get());
            }
        }
        report("attacks", entries.size(), problems, open);
        assertThat(problems).isEmpty();
    }

    @Test
    @DisplayName("of innocent work gets what it should")
    void innocents() throws IOException, SQLException {
        List<Entry> entries = entries(Kind.INNOCENT);
        List<String> problems = new ArrayList<>();
        List<String> open = new ArrayList<>();
        int failed = 0;
        for (Entry entry : entries) {
            List<String> found = innocent(entry);
            if (entry.open().isPresent()
                    && !found.isEmpty()
                    && !found.toString().contains("LEAK")) {
                open.add(entry + ": " + entry.open().get());
            } else if (entry.open().isPresent() && found.isEmpty()) {
                failed++;
                problems.add(
                        entry + " is marked as open, and works: " + entry.open().get());
            } else {
                problems.addAll(found);
                failed += found.isEmpty() ? 0 : 1;
            }
        }
        report("innocents", entries.size(), problems, open);
        assertThat(problems).noneMatch(problem -> problem.contains("LEAK"));
        assertThat(failed).as(String.join("\n", problems)).isLessThanOrEqualTo((int)
                (entries.size() * (1 - INNOCENTS_THAT_PASS)));
    }

    /** A question of pgjdbc to the catalog. */
    private interface Question {
        ResultSet ask(DatabaseMetaData metadata) throws SQLException;
    }

    @Test
    @DisplayName("has the questions of pgjdbc answered as the server does")
    void metadata() throws SQLException {
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("tables", data -> data.getTables(null, "public", "%", null));
        questions.put("views", data -> data.getTables(null, null, "c%", new String[] {"VIEW", "TABLE"}));
        questions.put("columns", data -> data.getColumns(null, "public", "%", "%"));
        questions.put("columns of one", data -> data.getColumns(null, null, "customers", null));
        questions.put("primary keys", data -> data.getPrimaryKeys(null, "public", "order_lines"));
        questions.put("imported keys", data -> data.getImportedKeys(null, "public", "order_lines"));
        questions.put("exported keys", data -> data.getExportedKeys(null, "public", "customers"));
        questions.put(
                "cross reference", data -> data.getCrossReference(null, null, "orders", null, null, "order_lines"));
        questions.put("indexes", data -> data.getIndexInfo(null, "public", "regions", true, true));
        questions.put("best row", data -> data.getBestRowIdentifier(null, "public", "customers", 0, true));
        questions.put("version columns", data -> data.getVersionColumns(null, "public", "customers"));
        questions.put("types", DatabaseMetaData::getTypeInfo);
        questions.put("table types", DatabaseMetaData::getTableTypes);
        questions.put("schemas", DatabaseMetaData::getSchemas);
        questions.put("catalogs", DatabaseMetaData::getCatalogs);
        questions.put("functions", data -> data.getFunctions(null, "public", "%"));
        questions.put("function columns", data -> data.getFunctionColumns(null, "public", "%", "%"));
        questions.put("procedures", data -> data.getProcedures(null, "public", "%"));
        questions.put("procedure columns", data -> data.getProcedureColumns(null, "public", "%", "%"));
        questions.put("user-defined types", data -> data.getUDTs(null, "public", "%", null));
        questions.put("table privileges", data -> data.getTablePrivileges(null, "public", "%"));
        questions.put("column privileges", data -> data.getColumnPrivileges(null, "public", "customers", "%"));
        questions.put("client info", DatabaseMetaData::getClientInfoProperties);
        List<String> problems = new ArrayList<>();
        for (String mode : List.of("simple", "extended")) {
            try (Connection gate = fixture.driver(true, mode);
                    Connection direct = fixture.driver(false, mode)) {
                for (Map.Entry<String, Question> question : questions.entrySet()) {
                    String right = answer(direct, question.getValue());
                    String is = answer(gate, question.getValue());
                    if (!right.equals(is)) {
                        problems.add(question.getKey() + ", " + mode + ": expected " + cut(right) + ", got " + cut(is));
                    }
                }
            }
        }
        report("questions of pgjdbc", questions.size(), problems, List.of());
        assertThat(problems).isEmpty();
    }

    private static String answer(Connection connection, Question question) {
        StringBuilder answer = new StringBuilder();
        try (ResultSet rows = question.ask(connection.getMetaData())) {
            int columns = rows.getMetaData().getColumnCount();
            for (int at = 1; at <= columns; at++) {
                answer.append(rows.getMetaData().getColumnLabel(at)).append(' ');
            }
            while (rows.next()) {
                answer.append('\n');
                for (int at = 1; at <= columns; at++) {
                    answer.append(rows.getString(at)).append('|');
                }
            }
        } catch (SQLException failed) {
            answer.append(failed);
        }
        return answer.toString();
    }

    private static List<Entry> entries(Kind kind) {
        String only = System.getProperty("corpus.only", "");
        return Corpus.entries().stream()
                .filter(entry -> entry.kind() == kind && entry.isFor(version))
                .filter(entry -> entry.toString().contains(only))
                .toList();
    }

    private static void report(String what, int all, List<String> problems, List<String> open) {
        System.out.printf("corpus: %d %s, %d open, %d problems%n", all, what, open.size(), problems.size());
        open.forEach(line -> System.out.println("  open: " + line));
        problems.forEach(line -> System.out.println("  problem: " + line));
    }

    private List<String> attack(Entry entry) throws IOException, SQLException {
        List<String> problems = new ArrayList<>();
        leaksWithoutGate(entry).ifPresent(why -> problems.add(entry + ": " + why));
        for (Way way : WAYS) {
            List<CorpusAnswer> answers = governed(entry, "shop", way, problems);
            canaries.in(answers).ifPresent(found -> problems.add(entry + ", " + way + ": LEAK of " + found));
            boolean refused = answers.stream()
                    .anyMatch(answer -> answer.error()
                            .filter(code -> REFUSED.matcher(code).matches())
                            .isPresent());
            if (entry.expect() == Expect.REFUSED && !refused) {
                problems.add(entry + ", " + way + ": NOT REFUSED: " + shown(answers));
            }
            if (!entry.varies()) {
                List<CorpusAnswer> twins = governed(entry, "twin", way, problems);
                difference(answers, twins)
                        .ifPresent(found -> problems.add(entry + ", " + way + ": DIFFERS with hidden data: " + found));
            }
        }
        return problems;
    }

    /** Runs an entry at the gate, checks that the connection lives on and that nothing is changed that must not be. */
    private List<CorpusAnswer> governed(Entry entry, String database, Way way, List<String> problems)
            throws IOException, SQLException {
        List<CorpusAnswer> answers = new ArrayList<>();
        try {
            CorpusSession session = session(database);
            if (entry.transaction()
                    && entry.leaks() != Leaks.CHANGE
                    && entry.steps().size() == 1) {
                session.send("begin");
            }
            for (Step step : entry.steps()) {
                answers.add(session.send(step, way));
            }
            session.send("rollback");
            CorpusAnswer alive = session.send("select 'alive'");
            if (!alive.shownRows(true).equals(List.of("alive"))) {
                problems.add(entry + ", " + way + ": the connection is of no use any more: " + alive.whole());
                forget(database);
            } else if (session.send("discard all").error().isPresent()) {
                forget(database);
            }
        } catch (IOException lost) {
            problems.add(entry + ", " + way + ": the connection is lost: " + lost);
            forget(database);
        }
        if (fixture.changed(database)) {
            if (entry.leaks() == Leaks.CHANGE) {
                problems.add(entry + ", " + way + ": EXECUTED: " + shown(answers));
            }
            restore(database);
        }
        return answers;
    }

    private void restore(String database) throws IOException, SQLException {
        // A session remembers names of temporary tables: shop and twin must have sessions with the same past.
        for (String session : List.of("shop", "twin", database, "gate " + database, "direct " + database)) {
            forget(session);
        }
        fixture.restore(database);
    }

    private CorpusSession session(String database) throws IOException {
        CorpusSession session = sessions.get(database);
        if (session == null) {
            session = fixture.through(System.getProperty("corpus.user", "ada"), database);
            sessions.put(database, session);
        }
        return session;
    }

    private void forget(String database) throws IOException {
        CorpusSession session = sessions.remove(database);
        if (session != null) {
            session.close();
        }
    }

    /** That the attack is one: without the gate it gets what it is after. Empty if so. */
    private Optional<String> leaksWithoutGate(Entry entry) throws IOException, SQLException {
        return switch (entry.leaks()) {
            case NOTHING -> Optional.empty();
            case CHANGE ->
                direct(entry, "shop").changed ? Optional.empty() : Optional.of("changes nothing without the gate");
            case DATA -> {
                List<CorpusAnswer> answers = direct(entry, "shop").answers;
                if (canaries.in(answers).isPresent()) {
                    yield Optional.empty();
                }
                boolean tells = !entry.varies()
                        && difference(answers, direct(entry, "twin").answers).isPresent();
                yield tells ? Optional.empty() : Optional.of("leaks nothing without the gate: " + shown(answers));
            }
        };
    }

    private record Direct(List<CorpusAnswer> answers, boolean changed) {}

    private Direct direct(Entry entry, String database) throws IOException, SQLException {
        List<CorpusAnswer> answers = new ArrayList<>();
        boolean changed;
        boolean differs;
        try (CorpusSession session = fixture.direct(database)) {
            if (entry.transaction()) {
                session.send("begin");
            }
            for (Step step : entry.steps()) {
                if (entry.transaction()) {
                    session.send("savepoint step");
                }
                CorpusAnswer answer = session.send(step, Way.SIMPLE);
                answers.add(answer);
                if (entry.transaction() && answer.error().isPresent()) {
                    session.send("rollback to step");
                }
            }
            // What is not committed yet shows in the session's own digest.
            boolean inside = entry.leaks() == Leaks.CHANGE && fixture.changed(database, session);
            session.send("rollback");
            changed = fixture.changed(database);
            differs = inside || changed;
        }
        if (changed) {
            restore(database);
        }
        return new Direct(answers, differs);
    }

    private List<String> innocent(Entry entry) throws IOException, SQLException {
        List<String> problems = new ArrayList<>();
        for (Way way : Way.values()) {
            List<CorpusAnswer> expected = entry.compare() == Compare.SUCCESS
                    ? List.of()
                    : ran(entry, entry.compare() == Compare.SAME ? "direct shop" : "direct masked", way);
            if (way == Way.SIMPLE) {
                // The others take no texts of several statements, and some types have no binary form.
                unlikeWithoutGate(entry, expected).ifPresent(why -> problems.add(entry + ": " + why));
            }
            List<CorpusAnswer> got = ran(entry, "gate shop", way);
            canaries.in(got).ifPresent(found -> problems.add(entry + ", " + way + ": LEAK of " + found));
            for (int at = 0; at < got.size() && problems.isEmpty(); at++) {
                CorpusAnswer answer = got.get(at);
                String sql = entry.steps().get(at).sql();
                if (entry.compare() == Compare.SUCCESS) {
                    if (answer.error().isPresent()) {
                        problems.add(entry + ", " + way + ": " + shown(List.of(answer)));
                    }
                    continue;
                }
                boolean ordered = ordered(sql);
                String right = expected.get(at).result(ordered);
                String is = answer.result(ordered);
                boolean same = entry.varies()
                        ? expected.get(at).error().equals(answer.error())
                                && expected.get(at).columns().equals(answer.columns())
                        : right.equals(is);
                if (!same) {
                    problems.add(entry + ", " + way + ": " + sql + "\n    expected " + cut(right) + "\n    got      "
                            + cut(is) + "\n    " + answer.diagnostics());
                }
            }
        }
        return problems;
    }

    /** That an innocent entry is what it says it is: what fails without the gate would prove nothing. Empty if so. */
    private static Optional<String> unlikeWithoutGate(Entry entry, List<CorpusAnswer> expected) {
        boolean fails = expected.stream().anyMatch(answer -> answer.error().isPresent());
        return switch (entry.expect()) {
            case ERROR -> fails ? Optional.empty() : Optional.of("is no mistake without the gate");
            case ANY, REFUSED -> fails ? Optional.of("fails without the gate: " + shown(expected)) : Optional.empty();
        };
    }

    private List<CorpusAnswer> ran(Entry entry, String where, Way way) throws IOException, SQLException {
        String database = where.substring(where.indexOf(' ') + 1);
        List<CorpusAnswer> answers = new ArrayList<>();
        CorpusSession session = sessions.get(where);
        if (session == null) {
            session = where.startsWith("gate") ? fixture.through("ada", database) : fixture.direct(database);
            sessions.put(where, session);
        }
        if (entry.transaction()) {
            session.send("begin");
        }
        for (Step step : entry.steps()) {
            answers.add(session.send(step, way));
        }
        session.send("rollback");
        session.send("discard all");
        if (fixture.changed(database)) {
            restore(database);
        }
        return answers;
    }

    /** Whether a text's last part orders its rows. */
    private static boolean ordered(String sql) {
        String flat = sql.toLowerCase(Locale.ROOT);
        String before;
        do {
            before = flat;
            flat = flat.replaceAll("\\([^()]*\\)", " ");
        } while (!flat.equals(before));
        return flat.contains("order by");
    }

    private static Optional<String> difference(List<CorpusAnswer> one, List<CorpusAnswer> other) {
        for (int at = 0; at < Math.min(one.size(), other.size()); at++) {
            String left = one.get(at).whole();
            String right = other.get(at).whole();
            if (!left.equals(right)) {
                return Optional.of(cut(left) + " <> " + cut(right));
            }
        }
        return Optional.empty();
    }

    private static String shown(List<CorpusAnswer> answers) {
        return cut(answers.stream().map(CorpusAnswer::whole).toList().toString());
    }

    private static String cut(String text) {
        String flat = text.replace("\n", " / ");
        return flat.length() <= SHOWN ? flat : flat.substring(0, SHOWN) + "...";
    }
}
