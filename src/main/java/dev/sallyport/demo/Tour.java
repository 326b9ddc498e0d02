package dev.sallyport.demo;

import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogVerifier;
import dev.sallyport.audit.log.Verification;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** The whole demonstration without a person: each step is done through a real driver, and its result looked at. */
public final class Tour {

    private static final Duration LOG_PATIENCE = Duration.ofSeconds(15);
    private static final long LOOK_NANOS = 100_000_000;

    private final Demo demo;
    private final PrintWriter out;
    private int failures;

    public Tour(Demo demo, PrintWriter out) {
        this.demo = demo;
        this.out = out;
    }

    /** @return whether every step went as it should */
    public boolean run() throws IOException {
        step(
                "a DBA sees mail addresses",
                "dan",
                "select email from customers where id = 1",
                seen -> seen.contains("customer1@"));
        step(
                "an analyst sees them masked",
                "ada",
                "select email from customers where id = 1",
                seen -> seen.contains("c***@") && !seen.contains("customer1@"));
        step(
                "also through a function",
                "ada",
                "select reverse(email) from customers where id = 1",
                seen -> !seen.contains("1remotsuc"));
        step(
                "card numbers show four digits",
                "ada",
                "select card_number from payments where id = 1",
                seen -> seen.startsWith("***"));
        step("salaries are not the analyst's", "ada", "select * from employees", seen -> seen.contains("42501"));
        step(
                "joins and aggregates work",
                "ada",
                "select count(*) from orders o join customers c on c.id = o.customer_id",
                seen -> seen.equals("12000"));
        step(
                "a DELETE without WHERE is refused",
                "ada",
                "delete from orders where 1 = 1",
                seen -> seen.contains("need a WHERE"));
        step(
                "the agent reads what its person may",
                "bot",
                "select email from customers where id = 1",
                seen -> seen.contains("c***@"));
        step(
                "the agent changes nothing",
                "bot",
                "update customers set region = 'us' where id = 1",
                seen -> seen.contains("Agents read only"));
        step("the agent's results are limited", "bot", "select * from orders", seen -> seen.contains("1000 rows"));
        step("what does not parse does not run", "dan", "selec 1", seen -> seen.contains("syntax error"));
        long denied = new JournalReader(demo.folder().resolve("data").resolve("journal"))
                .next().stream().filter(record -> record.contains("\"q.deny\"")).count();
        report("every refusal is in the journal", denied >= 4, denied + " found");
        Verification log = verified(denied);
        report("and in the log, which verifies", log.whole() && log.denials() >= denied, log.toString());
        out.println(failures == 0 ? "all steps passed" : failures + " steps failed");
        out.flush();
        return failures == 0;
    }

    /** The log, as soon as the refusals are in it; it is made once a second. */
    private Verification verified(long denials) throws IOException {
        Path data = demo.folder().resolve("data");
        LogFolder folder = new LogFolder(data.resolve("log"));
        Instant end = Instant.now().plus(LOG_PATIENCE);
        while (true) {
            Verification found = new LogVerifier(folder, keys(data), Optional.empty()).run(List.of());
            if (found.denials() >= denials || Instant.now().isAfter(end)) {
                return found;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private static List<VerifierKey> keys(Path data) throws IOException {
        try {
            return List.of(VerifierKey.parse(
                    Files.readString(data.resolve("log.key.pub")).strip()));
        } catch (MalformedNote damaged) {
            throw new IOException(damaged);
        }
    }

    private void step(String what, String user, String sql, Predicate<String> good) {
        String seen = seen(user, sql);
        report(what, good.test(seen), seen);
    }

    private void report(String what, boolean good, String seen) {
        out.println((good ? "ok    " : "FAIL  ") + what + (good ? "" : ": " + seen));
        failures += good ? 0 : 1;
    }

    private String seen(String user, String sql) {
        String url = "jdbc:postgresql://127.0.0.1:%d/shop?sslmode=require".formatted(demo.port());
        try (Connection connection = DriverManager.getConnection(url, user, Demo.PASSWORD);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return statement.getUpdateCount() + " rows changed";
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            }
        } catch (SQLException refused) {
            return refused.getSQLState() + " " + refused.getMessage();
        }
    }
}
