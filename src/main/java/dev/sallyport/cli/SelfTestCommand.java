package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.client.PostgresClient;
import dev.sallyport.client.Transport;
import dev.sallyport.config.Config;
import dev.sallyport.governor.Standing;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.selftest.SelfTest;
import dev.sallyport.selftest.SelfTestReport;
import dev.sallyport.serve.CatalogAccess;
import dev.sallyport.serve.MaskSecrets;
import dev.sallyport.statement.Masking;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries to get through the gate what an identity must not see. */
@Command(
        name = "selftest",
        mixinStandardHelpOptions = true,
        description = {
            "Try to get through the gate what an identity must not see of your own database.",
            "What that is, is found out past the gate, with the gate's credentials: masked values and rows that are left"
                    + " out. Hundreds of statements are then sent as that identity, over the simple and the extended"
                    + " protocol; everything that comes back is searched for those values, and compared with what a"
                    + " masked copy gives. Nothing is changed, and no value is in any output."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing came out that must not",
            "1:something came out, or the gate or the database cannot be reached",
            "2:the command line, the configuration or a policy is wrong, or there is nothing to try"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  PGPASSWORD=... sallyport selftest --database shop --as ada",
            "  sallyport selftest --database shop --as ada --own-gate --report selftest.html",
            "  sallyport selftest --as ada --policies policies-to-come --table public.customers",
            "  sallyport selftest --list"
        })
final class SelfTestCommand implements Callable<Integer> {

    private static final int MAX_SAMPLE = 200;
    private static final Duration SILENCE = Duration.ofSeconds(30);
    private static final int BUFFER_BYTES = 16_384;

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private ActingOption acting = new ActingOption();

    @Mixin
    private GateOption gate = new GateOption();

    @Option(
            names = {"-d", "--database"},
            paramLabel = "NAME",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--own-gate",
            description = "Start a gate for this, as the configuration says, on a free port. No password is needed.")
    private boolean ownGate;

    @Option(
            names = "--policies",
            paramLabel = "FOLDER",
            description = "Try these policies, in a gate of its own, and not those in force.")
    private Optional<Path> policies = Optional.empty();

    @Mixin
    private RelationOption relations = new RelationOption();

    @Option(
            names = "--theme",
            paramLabel = "WORDS",
            description = "Only statements under headings with these words in them. May be given several times.")
    private List<String> themes = new ArrayList<>();

    @Option(
            names = "--sample",
            paramLabel = "ROWS",
            defaultValue = "10",
            description = "Rows of each relation whose values are looked for (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Option(
            names = "--guesses",
            description =
                    "Also send statements that hold hidden values, to ask whether they are there. Records, and the"
                            + " server's log, have them then.")
    private boolean guesses;

    @Option(names = "--list", description = "List the headings of the statements, and do nothing.")
    private boolean list;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Write a report to keep: .html for people, .json for programs. May be given several times.")
    private List<Path> reports = new ArrayList<>();

    @Option(names = "--force", description = "Replace report files that are there.")
    private boolean force;

    @Option(names = "--progress", description = "Tell on stderr what is tried, even where it is no terminal.")
    private boolean progress;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    SelfTestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (list) {
            PrintWriter out = spec.commandLine().getOut();
            SelfTest.themes().forEach((theme, count) -> out.printf("%4d  %s%n", count, theme));
            out.flush();
            return Sallyport.OK;
        }
        checkOptions();
        Config loaded = config.load();
        Config.Protected found = ConfigOption.database(loaded, database);
        Acting who = acting.in(loaded, found.database());
        SelfTestFile report = tried(loaded, found, who);
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? report.json() + "\n" : report.text());
        for (Path file : reports) {
            Files.writeString(file, isHtml(file) ? report.html() : report.json() + "\n");
        }
        out.flush();
        return report.report().held() ? Sallyport.OK : Sallyport.CHECK_FAILED;
    }

    private void checkOptions() {
        if (sample < 1 || sample > MAX_SAMPLE) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--sample must be in 1.." + MAX_SAMPLE + ", not " + sample);
        }
        Set<String> known = SelfTest.themes().keySet();
        for (String theme : themes) {
            if (known.stream()
                    .noneMatch(one -> one.toLowerCase(Locale.ROOT).contains(theme.toLowerCase(Locale.ROOT)))) {
                throw CommandFailure.usage(
                        "no statements are under a heading with '" + theme + "'",
                        "See the headings with: sallyport selftest --list");
            }
        }
        for (Path file : reports) {
            if (!isHtml(file) && !file.toString().endsWith(".json")) {
                throw CommandFailure.usage(
                        "what kind of report is " + file + "?", "Give it a name that ends in .html or .json.");
            }
            if (Files.exists(file) && !force) {
                throw CommandFailure.usage(
                        file + " is already there", "Give --force to replace it, or another --report.");
            }
        }
    }

    private static boolean isHtml(Path file) {
        return file.toString().endsWith(".html");
    }

    private SelfTestFile tried(Config loaded, Config.Protected found, Acting who) throws IOException {
        Path folder = policies.orElse(loaded.policies());
        PolicySet set = PolicyCheckCommand.compile(folder, Sallyport.USAGE, surroundings.expressions());
        try {
            if (ownGate || policies.isPresent()) {
                try (OwnGate own = OwnGate.start(loaded, folder, acting.id(), surroundings.random())) {
                    return tried(
                            own.config(),
                            found,
                            who,
                            set,
                            () -> own.connect(parameters(found, who), SILENCE, BUFFER_BYTES));
                }
            }
            return tried(loaded, found, who, set, live(loaded, found, who));
        } catch (CatalogLoader.CatalogUnavailable | PostgresClient.Refused unavailable) {
            throw new CommandFailure(Sallyport.CHECK_FAILED, String.valueOf(unavailable.getMessage()));
        }
    }

    private SelfTest.Gate live(Config loaded, Config.Protected found, Acting who) throws IOException {
        Transport transport = gate.transport(loaded, SILENCE);
        if (!Files.isReadable(MaskSecrets.file(loaded))) {
            throw CommandFailure.usage(
                    "the gate's own key is not here: " + MaskSecrets.file(loaded),
                    "Run this beside the gate, as the gate's user, or with --own-gate.");
        }
        String given = System.getenv("PGPASSWORD");
        String password = given != null
                ? given
                : new String(surroundings.passwords().ask("Password of " + acting.id() + " at the gate"));
        SelfTest.Gate open =
                () -> PostgresClient.open(transport, acting.id(), password, parameters(found, who), BUFFER_BYTES);
        try {
            open.open().close();
        } catch (IOException refused) {
            throw new CommandFailure(
                    Sallyport.CHECK_FAILED, "the gate does not let " + acting.id() + " in: " + refused.getMessage());
        }
        return open;
    }

    private static Map<String, String> parameters(Config.Protected found, Acting who) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("database", found.database().name());
        parameters.put("application_name", "sallyport selftest");
        who.purpose().ifPresent(purpose -> parameters.put("sallyport.purpose", purpose));
        return parameters;
    }

    private SelfTestFile tried(Config running, Config.Protected found, Acting who, PolicySet set, SelfTest.Gate through)
            throws IOException {
        // Its own analyzer, because these masks have the gate's keys.
        try (PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
                DirectSession direct = CatalogAccess.direct(found)) {
            Masking masks = new PostgresMasks(MaskSecrets.keys(running), analyzer);
            CatalogReader reader = CatalogAccess.reader(found);
            Catalog catalog = CatalogAccess.answered(reader, reader.load(1), set, masks);
            Standing standing = who.standing(found.database(), set, catalog, Trial.DEFAULT_PATH, masks);
            SelfTest.Options options = new SelfTest.Options(chosen(standing, found), themes, sample, guesses);
            SelfTestReport report = new SelfTest(standing, direct, through, options).run(this::progress);
            return new SelfTestFile(
                    found.database().name(),
                    who,
                    standing.rights().version(),
                    ownGate || policies.isPresent() ? "one of its own" : "the live one",
                    report);
        }
    }

    private Set<RelationName> chosen(Standing standing, Config.Protected found) {
        if (!standing.rights().admitted()) {
            throw CommandFailure.usage(
                    "no policy lets " + acting.id() + " use database "
                            + found.database().name(),
                    "Try another identity, or ask why with: sallyport policy explain --as " + acting.id()
                            + " \"SELECT 1\"");
        }
        Set<RelationName> governed = SelfTest.governed(standing);
        Set<RelationName> chosen = relations.in(standing.catalog()).stream()
                .map(Relation::name)
                .filter(governed::contains)
                .collect(Collectors.toSet());
        if (chosen.isEmpty()) {
            throw CommandFailure.usage(
                    "there is nothing to try: no mask and no row filter is in effect for " + acting.id()
                            + (governed.isEmpty() ? "" : " in what was chosen"),
                    "See what a policy does with: sallyport policy explain --as " + acting.id()
                            + " \"SELECT * FROM ...\"");
        }
        return chosen;
    }

    private void progress(int number, int of, RelationName relation) {
        if (progress || Terminal.present()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("relation " + number + " of " + of + ": " + relation);
            err.flush();
        }
    }
}
