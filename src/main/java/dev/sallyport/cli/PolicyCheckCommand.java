package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.config.Config;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.folder.PolicyFolder;
import dev.sallyport.serve.CatalogAccess;
import dev.sallyport.statement.MaskText;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Problem;
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

/** Checks a folder of policies. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check the policies of a folder.",
            "With a catalog, or online, it also warns about masks and classifications of columns that do not exist:"
                    + " they protect nothing. Masks that do not fit the type of their column are mistakes."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport policy check",
            "  sallyport policy check policies --catalog shop.catalog.json --strict",
            "  sallyport policy check --online --config gate/sallyport.yaml"
        })
final class PolicyCheckCommand implements Callable<Integer> {

    static final Path DEFAULT_FOLDER = Path.of("policies");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "The folder (default: the configuration's, or else 'policies').")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "Compare with this catalog, written by 'sallyport catalog save'. May be given several times.")
    private List<Path> catalogs = new ArrayList<>();

    @Option(names = "--online", description = "Compare with the databases of the configuration.")
    private boolean online;

    @Option(names = "--strict", description = "Take warnings for problems.")
    private boolean strict;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final Surroundings surroundings;

    PolicyCheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path found = folder(folder, config);
        PolicySet policies = compile(found, Sallyport.CHECK_FAILED, surroundings.expressions());
        List<Catalog> compared = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        for (Path file : catalogs) {
            compared.add(CatalogSnapshot.load(file));
        }
        if (online) {
            Config loaded = config.load();
            warnings.addAll(policies.unknownDatabases(loaded.databases().keySet()));
            for (Config.Protected database : loaded.databases().values()) {
                compared.add(catalog(database, policies));
            }
        }
        List<Problem> misfits = new ArrayList<>();
        for (Catalog catalog : compared) {
            warnings.addAll(policies.unknownObjects(catalog));
            misfits.addAll(policies.misfits(catalog, masking()));
        }
        warnings.forEach(warning -> spec.commandLine().getErr().println(warning + " (warning)"));
        spec.commandLine().getOut().println(found + ": " + summary(policies));
        if (!misfits.isEmpty()) {
            throw CommandFailure.problems(Sallyport.CHECK_FAILED, misfits);
        }
        return strict && !warnings.isEmpty() ? Sallyport.CHECK_FAILED : Sallyport.OK;
    }

    private Masking masking() {
        return surroundings.dialect().get().masking();
    }

    private Catalog catalog(Config.Protected database, PolicySet policies) {
        try {
            CatalogReader reader = CatalogAccess.reader(database);
            return CatalogAccess.answered(reader, reader.load(1), policies, masking());
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            throw new CommandFailure(Sallyport.CHECK_FAILED, String.valueOf(unavailable.getMessage()));
        }
    }

    static String summary(PolicySet policies) {
        return CheckCommand.count(policies.names().size(), "policy") + ", "
                + CheckCommand.count(policies.ruleCount(), "rule") + ", version "
                + policies.version().substring(0, 12);
    }

    /** The folder that is meant when none is named. */
    static Path folder(Optional<Path> named, ConfigOption config) throws IOException {
        if (named.isPresent()) {
            return named.get();
        }
        return config.present() ? config.load().policies() : DEFAULT_FOLDER;
    }

    /** The folder's policies; ends the command with all problems when they are wrong. */
    static PolicySet compile(Path folder, int exitCode, MaskText expressions) throws IOException {
        try {
            return switch (new PolicyFolder(folder).compile(expressions)) {
                case PolicySet.Compilation.Compiled(PolicySet policies) -> policies;
                case PolicySet.Compilation.Rejected(var problems) -> throw CommandFailure.problems(exitCode, problems);
            };
        } catch (java.nio.file.NoSuchFileException missing) {
            throw CommandFailure.usage(
                    "there is no policy folder " + folder, "Name it, or make one with: sallyport init");
        }
    }
}
