package dev.sallyport.bench;

import dev.sallyport.audit.Journal;
import dev.sallyport.audit.Outcome;
import dev.sallyport.audit.Particulars;
import dev.sallyport.audit.RecordId;
import dev.sallyport.audit.Served;
import dev.sallyport.audit.StatementPart;
import dev.sallyport.audit.Trail;
import dev.sallyport.governor.Judge;
import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Standing;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Records as a busy gate writes them: many people, each with some of a thousand statements, some refused, some that fail. */
final class BenchRecords {

    private static final int PEOPLE = 50;
    private static final int STATEMENTS = 1_000;
    private static final int OF_ONE = 20;
    private static final List<String> PURPOSES = List.of("support", "analytics", "billing");

    private final List<StatementPart> permitted = new ArrayList<>();
    private final List<Particulars> particulars = new ArrayList<>();
    private final StatementPart refused;
    private final List<Trail> trails;
    private final Random random = new Random(4711);

    /** @param journal its first lane is written to */
    BenchRecords(Journal journal) {
        try (PostgresAnalyzer analyzer = new PostgresAnalyzer(1)) {
            Judge judge = new Judge(analyzer, new PostgresGoverning(), new PostgresCounting());
            Standing standing = BenchShop.standing(new PostgresMasks(MaskKeys.known(), analyzer));
            for (int number = 0; number < STATEMENTS; number++) {
                permitted.add(part(judge, standing, text(number)));
                particulars.add(particulars(number));
            }
        }
        refused = StatementPart.unread("0".repeat(64), "x".repeat(100), 12);
        trails = IntStream.range(0, PEOPLE)
                .mapToObj(number -> new Trail(journal.lane(0), session(number), new Served("postgresql", "", "app")))
                .toList();
    }

    private static String text(int number) {
        return switch (number % 3) {
            case 0 ->
                "select id, name, email as mail_" + number + " from customers where region = 'eu' order by id limit 10";
            case 1 ->
                "select o.id, c.name, o.total as total_" + number
                        + " from orders o join customers c on c.id = o.customer_id where o.placed > $1";
            default -> "update orders set total = total + " + number + " where id = $1 returning total as t" + number;
        };
    }

    /** What the gate records of it besides: where a literal is the text, and two parameters where there are some. */
    private static Particulars particulars(int number) {
        String text = number % 3 == 1 ? "" : text(number);
        return number % 3 == 0 ? Particulars.of(text) : new Particulars(text, bound("2026-11-30 12:00:00+00"), false);
    }

    /** As a Bind message has two values: no formats, then each with its length. */
    private static byte[] bound(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 * Short.BYTES + 2 * (Integer.BYTES + utf8.length))
                .putShort((short) 0)
                .putShort((short) 2)
                .putInt(utf8.length)
                .put(utf8)
                .putInt(utf8.length)
                .put(utf8)
                .array();
    }

    private static StatementPart part(Judge judge, Standing standing, String text) {
        return switch (judge.judge(text, standing, Set.of())) {
            case Judgement.Refused(var _, var refusal) -> throw new IllegalStateException(refusal.message());
            case Judgement.Permitted permitted -> {
                Judgement.Permit permit = permitted.permits().getFirst();
                yield StatementPart.permitted(
                        permit.analysis(),
                        new StatementPart.Grounds(
                                standing.rights().version(),
                                permit.rules().stream().map(Object::toString).toList(),
                                List.of("frankfurt"),
                                BenchRecords::tags),
                        permit.masked(),
                        List.of());
            }
        };
    }

    private static Set<String> tags(RelationUse use) {
        return use.columnsRead().contains("email") ? Set.of("pii.email") : Set.of();
    }

    private static Session session(int number) {
        return new Session(
                "0198f1a2-7c3d-7000-8a1b-2c3d4e5f" + (6000 + number),
                new Delegation(List.of(new Principal(
                        "person-" + number, Principal.Kind.HUMAN, Set.of("team-" + number % 5), Map.of()))),
                Optional.of(PURPOSES.get(number % PURPOSES.size())),
                Optional.empty(),
                "shop",
                "127.0.0.1",
                "psql",
                "scram-sha-256",
                true,
                Instant.now());
    }

    /** Half of them statements, half outcomes; of a thousand, one is refused. */
    void append(int records) {
        for (int count = 0; count < records; count += 2) {
            int person = random.nextInt(PEOPLE);
            Trail trail = trails.get(person);
            if (count % 2_000 == 0) {
                trail.denied(refused, Particulars.NONE);
                trail.denied(refused, Particulars.NONE);
            } else {
                int statement = (person * OF_ONE + random.nextInt(OF_ONE)) % STATEMENTS;
                RecordId intent = trail.intent(permitted.get(statement), particulars.get(statement));
                trail.outcome(intent, new Outcome(Outcome.Status.OK, "", random.nextInt(1_000), 1, 120, 340));
            }
        }
    }
}
