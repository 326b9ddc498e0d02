package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.identity.Principal;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.yaml.Suggestion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what the gate would do with a statement, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Say what the gate would do with a statement of somebody, and why.",
            "Nothing is run. It shows the decision, the rules behind it, what the statement does, the masks in effect"
                    + " and the text that the database would get. Hashes in it are made with a key that everybody knows, not with yours."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport policy explain --as alice --database shop \"SELECT email FROM customers\"",
            "  sallyport policy explain --as helper --purpose support --catalog shop.catalog.json --json \\",
            "      \"DELETE FROM orders\""
        })
final class PolicyExplainCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private CatalogSource catalog = new CatalogSource();

    @Option(names = "--as", paramLabel = "IDENTITY", required = true, description = "Who sends it: an identity's id.")
    private String as = "";

    @Option(
            names = {"-d", "--database"},
            paramLabel = "NAME",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Option(names = "--purpose", paramLabel = "WORD", description = "The purpose that the session declares.")
    private Optional<String> purpose = Optional.empty();

    @Option(
            names = "--search-path",
            paramLabel = "SCHEMA",
            split = ",",
            description = "Where unqualified names are looked up (default: pg_catalog,public).")
    private List<String> searchPath = new ArrayList<>();

    @Option(
            names = "--address",
            paramLabel = "IP",
            description =
                    "Where the client connects from, for locations that networks tell (default: ${DEFAULT-VALUE}).")
    private String address = Trial.DEFAULT_ADDRESS;

    @Option(
            names = "--policies",
            paramLabel = "FOLDER",
            description = "Policies other than the configuration's, to see what they would change.")
    private Optional<Path> policies = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Parameters(paramLabel = "SQL", description = "The statement.")
    private String sql = "";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    PolicyExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Config loaded = config.load();
        Config.Protected found = ConfigOption.database(loaded, database);
        Config.Identity identity = identity(loaded, as);
        String name = found.database().name();
        if (!identity.databases().isEmpty() && !identity.databases().contains(name)) {
            throw CommandFailure.usage(
                    "identity '" + as + "' may not connect to database " + name,
                    "It may connect to: " + String.join(", ", identity.databases()));
        }
        PolicySet set = PolicyCheckCommand.compile(
                policies.orElse(loaded.policies()), Sallyport.USAGE, surroundings.expressions());
        Trial trial = new Trial(
                found.database(),
                chain(loaded, identity),
                declared(identity),
                identity.task(),
                searchPath.isEmpty() ? Trial.DEFAULT_PATH : searchPath,
                address,
                sql);
        Surroundings.Dialect dialect = surroundings.dialect().get();
        Trial.Result result = trial.judge(set, catalog.load(found, set, dialect.masking()), dialect);
        Explanation explanation = new Explanation(trial, result);
        spec.commandLine().getOut().print(json ? explanation.json() + "\n" : explanation.text());
        spec.commandLine().getOut().flush();
        return Sallyport.OK;
    }

    private Optional<String> declared(Config.Identity identity) {
        if (purpose.isPresent() && !identity.purposes().contains(purpose.get())) {
            throw CommandFailure.usage(
                    "identity '" + as + "' has no purpose '" + purpose.get() + "'"
                            + Suggestion.text(purpose.get(), identity.purposes()),
                    identity.purposes().isEmpty()
                            ? "It has none."
                            : "It has: " + String.join(", ", identity.purposes()));
        }
        return purpose.isPresent() ? purpose : identity.purposes().stream().findFirst();
    }

    /** Who acts, and all on whose behalf it does, as the gate has it. */
    private static List<Principal> chain(Config loaded, Config.Identity actor) {
        List<Principal> chain = new ArrayList<>(List.of(actor.principal()));
        actor.actsFor().forEach(id -> chain.add(identity(loaded, id).principal()));
        return chain;
    }

    private static Config.Identity identity(Config config, String id) {
        return Optional.ofNullable(config.identities().get(id))
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no identity '" + id + "'"
                                + Suggestion.text(id, config.identities().keySet()),
                        "The configuration has: "
                                + String.join(
                                        ", ",
                                        config.identities().keySet().stream()
                                                .sorted()
                                                .toList())));
    }
}
