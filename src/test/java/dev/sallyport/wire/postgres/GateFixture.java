package dev.sallyport.wire.postgres;

import dev.sallyport.audit.Disk;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.JournalReader;
import dev.sallyport.audit.RunKeys;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.governor.Budgets;
import dev.sallyport.governor.CatalogKeeper;
import dev.sallyport.governor.Governor;
import dev.sallyport.governor.Judge;
import dev.sallyport.governor.PolicyKeeper;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Login;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.observe.DatabaseCounts;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.traces.Spans;
import dev.sallyport.policy.Policies;
import dev.sallyport.statement.Analyzer;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.Masking;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.wire.EventLoops;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.ServerTls;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A gate in front of an embedded PostgreSQL, with one user, for tests of the wire. */
final class GateFixture implements AutoCloseable {

    static final String USER = "ada";
    static final String PASSWORD = "correct horse";

    private final EmbeddedPostgres postgres;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoops loops = new EventLoops(2);
    private final Path folder;
    private final Journal journal;
    private final PostgresGate gate;

    GateFixture(
            Path folder,
            Analyzer analyzer,
            Governing governing,
            Masking masking,
            Policies policies,
            java.util.function.Function<EmbeddedPostgres, Catalog> catalog)
            throws IOException {
        this(folder, analyzer, governing, masking, policies, catalog, Journal.Durability.PROCESS, Disk.REAL);
    }

    GateFixture(
            Path folder,
            Analyzer analyzer,
            Governing governing,
            Masking masking,
            Policies policies,
            java.util.function.Function<EmbeddedPostgres, Catalog> catalog,
            Journal.Durability durability,
            Disk disk)
            throws IOException {
        this.folder = folder;
        postgres = EmbeddedPostgres.builder().start();
        journal = Journal.open(
                folder.resolve("journal"),
                "test",
                2,
                4 << 20,
                durability,
                Clock.systemUTC(),
                disk,
                Optional.of(new RunKeys(folder.resolve("keys"))));
        Governor.Protected database = new Governor.Protected(
                new Database("shop", "postgresql", "test", "eu"),
                new CatalogKeeper("shop", _ -> catalog.apply(postgres), Duration.ofMinutes(1)),
                "postgres",
                Optional.empty(),
                new DatabaseCounts());
        Governor governor = new Governor(
                new Judge(analyzer, governing, new PostgresCounting()),
                new PolicyKeeper(policies),
                masking,
                journal,
                Map.of("shop", database),
                1000,
                new Budgets(Clock.systemUTC()),
                new StatementUses(1000, Instant.EPOCH),
                Spans.none(),
                blocking);
        Principal ada = new Principal(USER, Principal.Kind.HUMAN, Set.of(), Map.of());
        Login login = new Login(
                Delegation.of(ada),
                Optional.of(ScramVerifier.of(PASSWORD.toCharArray(), new java.security.SecureRandom())),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Set.of());
        ServerTls tls = new ServerTls(SelfSigned.in(folder, List.of("localhost"), Optional.empty()), PostgresGate.ALPN);
        Upstream upstream = new Upstream(
                "localhost",
                postgres.getPort(),
                "postgres",
                "postgres",
                () -> Optional.of("postgres"),
                Upstream.Tls.DISABLE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        gate = new PostgresGate(
                new PostgresGate.Settings("127.0.0.1", 0, false, false, Duration.ofSeconds(20), 1000, 1 << 20),
                loops,
                tls,
                name -> name.equals(USER) ? Optional.of(login) : Optional.empty(),
                governor,
                Map.of("shop", upstream),
                blocking);
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    Journal journal() {
        return journal;
    }

    int port() {
        return gate.port();
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:%d/shop".formatted(gate.port());
    }

    Connection connect(String... settings) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", PASSWORD);
        for (int at = 0; at < settings.length; at += 2) {
            properties.setProperty(settings[at], settings[at + 1]);
        }
        return DriverManager.getConnection(url(), properties);
    }

    List<String> records() throws IOException {
        return new JournalReader(folder.resolve("journal")).next();
    }

    @Override
    public void close() throws IOException {
        gate.close();
        loops.close();
        blocking.close();
        journal.close();
        postgres.close();
    }
}
