package dev.sallyport.serve;

import dev.sallyport.audit.Disk;
import dev.sallyport.audit.GateTrail;
import dev.sallyport.audit.Journal;
import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.Recovery;
import dev.sallyport.audit.RunKeys;
import dev.sallyport.catalog.PlanReader;
import dev.sallyport.catalog.Planner;
import dev.sallyport.config.Config;
import dev.sallyport.config.Secret;
import dev.sallyport.governor.Budgets;
import dev.sallyport.governor.Governor;
import dev.sallyport.governor.Judge;
import dev.sallyport.governor.PolicyKeeper;
import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Login;
import dev.sallyport.identity.Principal;
import dev.sallyport.observe.PolicyCounts;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.endpoint.Observed;
import dev.sallyport.observe.traces.Spans;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.folder.PolicyFolder;
import dev.sallyport.policy.folder.PolicyWatch;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.MaskText;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import dev.sallyport.wire.EventLoops;
import dev.sallyport.wire.SelfSigned;
import dev.sallyport.wire.ServerTls;
import dev.sallyport.wire.TlsCredentials;
import dev.sallyport.wire.postgres.PostgresGate;
import dev.sallyport.wire.postgres.Upstream;
import dev.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A gate that takes connections until it is closed. Its constructor is the wiring diagram of the product. */
public final class RunningGate implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningGate.class);
    private static final Duration POLICY_LOOK = Duration.ofSeconds(1);
    private static final long UPKEEP_SECONDS = 5;
    private static final long HEARTBEAT_SECONDS = 60;
    private static final int MAX_TEXT_BYTES = 1 << 20;

    /** Enough for the JVM to have compiled the parser before the first statement comes. */
    private static final int WARM_UP_ROUNDS = 300;

    private final Journal journal;
    private final GateTrail trail;
    private final Optional<Witnesses> witnesses;
    private final AfterJournal after;
    private final EventLoops loops;
    private final PostgresAnalyzer analyzer;
    private final PostgresGate gate;
    private final PolicyWatch watch;
    private final Optional<Telling> telling;
    private final List<PlanReader> planners = new ArrayList<>();
    /** The public keys that the log was last said to be signed with; for the upkeep thread, once that has begun. */
    private List<String> announced;

    private final Budgets budgets = new Budgets(Clock.systemUTC());
    private final BudgetFile budgetFile;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("upkeep").daemon().factory());

    /**
     * Starts it.
     *
     * @param version the product's, for the journal
     * @throws IOException when a port, file or folder cannot be had, or the policies are wrong; the message tells which
     */
    public RunningGate(Config config, String version) throws IOException {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors());
        // Loading the TLS library takes as long as all the rest of a start.
        Future<ServerTls> loading = blocking.submit(() -> new ServerTls(credentials(config), PostgresGate.ALPN));
        PolicyFolder folder = new PolicyFolder(config.policies());
        analyzer = new PostgresAnalyzer(threads);
        PolicySet policies = compiled(folder, new PostgresMasks(MaskKeys.known(), analyzer));
        PolicyKeeper keeper = new PolicyKeeper(policies);
        witnesses = Witnesses.of(config);
        // One lane for each event loop, and one for what belongs to none.
        journal = journal(config, threads + 1);
        trail = new GateTrail(journal.lane(threads));
        loops = new EventLoops(threads);
        budgetFile = new BudgetFile(config.data());
        Spans spans = Telling.spans(config);
        StatementUses uses = new StatementUses(
                config.observe().map(Config.Observe::statements).orElse(0), Instant.now());
        budgets.restore(budgetFile.load());
        PostgresMasks masks = new PostgresMasks(MaskSecrets.keys(config), analyzer);
        Map<String, MaskedDatabase> masked = new TreeMap<>();
        config.databases().forEach((name, database) -> masked.put(name, new MaskedDatabase(database, keeper, masks)));
        PolicyCounts policyCounts = new PolicyCounts(policies.version());
        Governor governor = new Governor(
                new Judge(analyzer, new PostgresGoverning(), new PostgresCounting()),
                keeper,
                masks,
                journal,
                databases(config, masked),
                config.limits().planCache(),
                budgets,
                uses,
                spans,
                blocking);
        ServerTls tls = loaded(loading);
        Map<String, Login> logins = logins(config);
        gate = new PostgresGate(
                settings(config),
                loops,
                tls,
                name -> Optional.ofNullable(logins.get(name)),
                governor,
                upstreams(config),
                blocking);
        // Before two threads ask for it: the key is made by the first who does.
        announced = publicKeys(config);
        after = AfterJournal.start(config, journal, witnesses, version);
        Consumer<PolicySet> archived = set -> AuditLog.policies(config).keep(folder, set.version());
        archived.accept(policies);
        watch = PolicyWatch.start(
                folder,
                policies,
                POLICY_LOOK,
                masks,
                new Watching(keeper, governor, masked.values(), policyCounts, archived));
        telling = telling(config, version, masked, policyCounts, uses, spans);
        keepUp(config, version, policies, () -> {
            tls.reloadIfChanged();
            governor.refreshCatalogs();
            uses.settle();
        });
    }

    /** @param more what else is looked after every few seconds */
    private void keepUp(Config config, String version, PolicySet policies, Runnable more) throws IOException {
        onUpkeep(() -> {
            trail.started(version, policies.version());
            trail.keys(announced);
        });
        upkeep.scheduleWithFixedDelay(this::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        blocking.execute(this::recover);
        blocking.execute(() -> analyzer.warmUp(WARM_UP_ROUNDS));
        OrderTaker orders = new OrderTaker(AuditLog.orders(config), AuditLog.holdsFile(config), trail);
        RetentionWatch retention =
                new RetentionWatch(config.audit().retention(), AuditLog.files(config), trail, Clock.systemUTC());
        upkeep.scheduleWithFixedDelay(
                () -> {
                    more.run();
                    saveBudgets();
                    orders.take();
                    retention.look();
                    announceKeys(config);
                },
                UPKEEP_SECONDS,
                UPKEEP_SECONDS,
                TimeUnit.SECONDS);
    }

    private static Journal journal(Config config, int lanes) throws IOException {
        RunKeys keys = AuditLog.runKeys(config);
        Journal journal = Journal.open(
                config.data().resolve("journal"),
                config.node(),
                lanes,
                Math.toIntExact(config.audit().segmentBytes()),
                switch (config.audit().durability()) {
                    case PROCESS -> Journal.Durability.PROCESS;
                    case GROUP -> Journal.Durability.GROUP;
                    case MACHINE -> Journal.Durability.MACHINE;
                },
                Clock.systemUTC(),
                Disk.REAL,
                config.audit().literals() ? Optional.of(keys) : Optional.empty());
        keys.forgetAllBut(journal);
        return journal;
    }

    private static List<String> publicKeys(Config config) throws IOException {
        return AuditLog.signing(config).stream()
                .map(key -> key.verifier().toString())
                .toList();
    }

    /** Says in the log, signed with the keys of before, with which it is signed from now on; for the upkeep thread. */
    private void announceKeys(Config config) {
        try {
            List<String> now = publicKeys(config);
            if (!now.equals(announced)) {
                trail.keys(now);
                announced = now;
                after.log().reopen();
            }
        } catch (IOException | JournalUnavailable failed) {
            LOG.atError()
                    .addKeyValue("event", "log.keys-failed")
                    .log("the keys of the log cannot be announced: {}", failed.getMessage());
        }
    }

    private void saveBudgets() {
        try {
            budgetFile.save(budgets.spent());
        } catch (IOException failed) {
            LOG.atError()
                    .addKeyValue("event", "budgets.failed")
                    .log("what identities were given today cannot be kept: {}", failed.getMessage());
        }
    }

    /** Gives the statements that a lost run left open their outcome: nobody knows it, and the journal says so. */
    private void recover() {
        try {
            for (Recovery.LostRun lost : Recovery.lostRuns(journal.folder(), journal.boot())) {
                int unknown = lost.unfinished().size();
                LOG.atLevel(unknown == 0 ? Level.INFO : Level.WARN)
                        .addKeyValue("event", "run.recovered")
                        .log("an earlier run ended without a word; the outcome of {} statements is unknown", unknown);
                onUpkeep(() -> {
                    lost.unfinished().forEach(open -> trail.recovered(open.intent(), open.session()));
                    trail.recoveredAll(lost.run(), unknown);
                });
            }
        } catch (ClosedByInterruptException | RejectedExecutionException stopping) {
            LOG.atDebug()
                    .addKeyValue("event", "run.recovery-stopped")
                    .log("the gate stops before it has read an earlier run's journal; its next start will");
        } catch (IOException | RuntimeException unreadable) {
            LOG.atError()
                    .addKeyValue("event", "run.recovery-failed")
                    .log("the journal of an earlier run cannot be read: {}", unreadable.getMessage());
        }
    }

    private void heartbeat() {
        try {
            trail.heartbeat(journal.lasting());
        } catch (JournalUnavailable unavailable) {
            // Which the journal has said itself; the next heartbeat tells as much.
        }
    }

    /** Unless an outcome is not recorded: then the next start has to look after this run. */
    private void recordEnd() {
        try {
            if (journal.settle()) {
                trail.stopped(journal.counts());
            }
        } catch (JournalUnavailable unavailable) {
            LOG.atError()
                    .addKeyValue("event", "run.end-unrecorded")
                    .log("the end of this run is not recorded: {}", unavailable.getMessage());
        }
    }

    /** The control lane belongs to the upkeep thread: everything that writes to it goes through here. */
    private void onUpkeep(Runnable write) {
        upkeep.execute(write);
    }

    private final class Watching implements PolicyWatch.Listener {
        private final PolicyKeeper keeper;
        private final Governor governor;

        private final Collection<MaskedDatabase> databases;
        private final PolicyCounts counts;
        private final Consumer<PolicySet> archived;

        Watching(
                PolicyKeeper keeper,
                Governor governor,
                Collection<MaskedDatabase> databases,
                PolicyCounts counts,
                Consumer<PolicySet> archived) {
            this.keeper = keeper;
            this.governor = governor;
            this.databases = databases;
            this.counts = counts;
            this.archived = archived;
        }

        @Override
        public List<Problem> objections(PolicySet candidate) {
            return databases.stream()
                    .flatMap(database -> database.misfits(candidate).stream())
                    .distinct()
                    .toList();
        }

        @Override
        public void replaced(PolicySet before, PolicySet after) {
            keeper.replace(after);
            governor.policiesReplaced();
            counts.replaced(after.version());
            archived.accept(after);
            LOG.atInfo().addKeyValue("event", "policy.replaced").log("policies are now version {}", after.version());
            onUpkeep(() -> trail.policyChanged(before.version(), after.version(), ""));
        }

        @Override
        public void rejected(PolicySet kept, List<String> problems) {
            counts.rejected();
            problems.forEach(problem ->
                    LOG.atError().addKeyValue("event", "policy.rejected").log("policies not replaced: {}", problem));
            onUpkeep(() -> trail.policyChanged(kept.version(), kept.version(), problems.getFirst()));
        }
    }

    private static ServerTls loaded(Future<ServerTls> loading) throws IOException {
        try {
            return loading.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException unusable) {
                throw unusable;
            }
            throw new IllegalStateException("TLS cannot be loaded", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the gate started", interrupted);
        }
    }

    private static PolicySet compiled(PolicyFolder folder, MaskText expressions) throws IOException {
        return switch (folder.compile(expressions)) {
            case PolicySet.Compilation.Compiled(PolicySet policies) -> policies;
            case PolicySet.Compilation.Rejected(var problems) ->
                throw new IOException(problems.stream().map(Object::toString).collect(Collectors.joining("\n")));
        };
    }

    private static TlsCredentials credentials(Config config) throws IOException {
        Optional<Path> authorities = config.postgres().tls().clientAuthorities();
        Optional<Config.KeyPair> own = config.postgres().tls().identity();
        return own.isPresent()
                ? new TlsCredentials(own.get().certificate(), own.get().key(), authorities)
                : SelfSigned.in(config.tlsFolder(), List.of("localhost", "127.0.0.1"), authorities);
    }

    private static PostgresGate.Settings settings(Config config) {
        return new PostgresGate.Settings(
                config.postgres().address(),
                config.postgres().port(),
                config.postgres().tls().require(),
                config.postgres().cleartextPasswords(),
                config.limits().loginTime(),
                config.limits().connections(),
                MAX_TEXT_BYTES);
    }

    private static Map<String, Login> logins(Config config) {
        Map<String, Login> logins = new HashMap<>();
        config.identities().forEach((id, identity) -> {
            Set<Principal> chain = new LinkedHashSet<>(List.of(identity.principal()));
            for (String human : identity.actsFor()) {
                Config.Identity behind = config.identities().get(human);
                if (behind != null) {
                    chain.add(behind.principal());
                }
            }
            logins.put(
                    id,
                    new Login(
                            new Delegation(new ArrayList<>(chain)),
                            identity.verifier(),
                            identity.certificateSubject(),
                            identity.purposes(),
                            identity.task(),
                            identity.databases()));
        });
        return logins;
    }

    private Optional<Planner> planner(Config.Protected database) {
        if (!database.verifyPlans()) {
            return Optional.empty();
        }
        PlanReader reader = CatalogAccess.planner(database);
        planners.add(reader);
        return Optional.of(reader);
    }

    private Map<String, Governor.Protected> databases(Config config, Map<String, MaskedDatabase> masked) {
        Map<String, Governor.Protected> databases = new HashMap<>();
        masked.forEach((name, database) -> {
            Config.Protected one = Objects.requireNonNull(config.databases().get(name));
            databases.put(
                    name,
                    new Governor.Protected(
                            one.database(), database.keeper(), one.upstream().user(), planner(one), database.counts()));
        });
        return databases;
    }

    private Optional<Telling> telling(
            Config config,
            String version,
            Map<String, MaskedDatabase> masked,
            PolicyCounts policies,
            StatementUses uses,
            Spans spans)
            throws IOException {
        if (config.observe().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Observed.Database> databases = new HashMap<>();
        masked.forEach((name, database) -> databases.put(
                name,
                new Observed.Database(database.counts(), () -> database.keeper().age())));
        Observed.Door door = new Observed.Door(
                gate.counts(), gate::open, gate::connections, config.limits().connections());
        Observed.Statements statements = new Observed.Statements(uses, ObserveToken.ofGate(config));
        return Optional.of(Telling.start(
                config,
                config.observe().get(),
                new Observed(
                        version,
                        databases,
                        door,
                        policies,
                        journal,
                        after.log(),
                        after.exports().running(),
                        statements,
                        spans)));
    }

    private static Map<String, Upstream> upstreams(Config config) {
        Map<String, Upstream> upstreams = new HashMap<>();
        config.databases().forEach((name, database) -> {
            Config.Upstream upstream = database.upstream();
            upstreams.put(
                    name,
                    new Upstream(
                            upstream.host(),
                            upstream.port(),
                            upstream.database(),
                            upstream.user(),
                            () -> reveal(upstream.password()),
                            switch (upstream.tls()) {
                                case VERIFY_FULL -> Upstream.Tls.VERIFY_FULL;
                                case VERIFY_CA -> Upstream.Tls.VERIFY_CA;
                                case REQUIRE -> Upstream.Tls.REQUIRE;
                                case DISABLE -> Upstream.Tls.DISABLE;
                            },
                            upstream.authorities(),
                            upstream.identity().map(Config.KeyPair::certificate),
                            upstream.identity().map(Config.KeyPair::key)));
        });
        return upstreams;
    }

    private static Optional<String> reveal(Optional<Secret> secret) {
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(secret.get().reveal());
        } catch (Secret.Unavailable unavailable) {
            throw new IllegalStateException(unavailable.getMessage(), unavailable);
        }
    }

    /** Where it listens. */
    public int port() {
        return gate.port();
    }

    /** Where it tells of itself, if it does. */
    public OptionalInt observePort() {
        return telling.map(Telling::port).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** Ends open sessions, writes the last record, and gives everything back. */
    @Override
    public void close() throws IOException {
        gate.close();
        watch.close();
        loops.close();
        onUpkeep(this::recordEnd);
        upkeep.shutdown();
        try {
            boolean _ = upkeep.awaitTermination(UPKEEP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        saveBudgets();
        blocking.shutdownNow();
        analyzer.close();
        planners.forEach(PlanReader::close);
        after.close();
        telling.ifPresent(Telling::close);
        witnesses.ifPresent(Witnesses::close);
        journal.close();
    }
}
