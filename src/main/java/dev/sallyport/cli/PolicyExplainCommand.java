package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.policy.PolicySet;
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

    @Mixin
    private ActingOption acting = new ActingOption();

    @Option(
            names = {"-d", "--database"},
            paramLabel = "NAME",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--search-path",
            paramLabel = "SCHEMA",
            split = ",",
            description = "Where unqualified names are looked up (default: pg_catalog,public).")
    private List<String> searchPath = new ArrayList<>();

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
        Acting who = acting.in(loaded, found.database());
        PolicySet set = PolicyCheckCommand.compile(
                policies.orElse(loaded.policies()), Sallyport.USAGE, surroundings.expressions());
        Trial trial = new Trial(found.database(), who, searchPath.isEmpty() ? Trial.DEFAULT_PATH : searchPath, sql);
        Surroundings.Dialect dialect = surroundings.dialect().get();
        Trial.Result result = trial.judge(set, catalog.load(found, set, dialect.masking()), dialect);
        Explanation explanation = new Explanation(trial, result);
        spec.commandLine().getOut().print(json ? explanation.json() + "\n" : explanation.text());
        spec.commandLine().getOut().flush();
        return Sallyport.OK;
    }
}
