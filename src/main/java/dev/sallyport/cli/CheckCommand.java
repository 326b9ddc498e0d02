package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.folder.PolicyFolder;
import dev.sallyport.serve.CatalogAccess;
import dev.sallyport.serve.Exports;
import dev.sallyport.serve.MaskSecrets;
import dev.sallyport.serve.TraceCollector;
import dev.sallyport.serve.Witnesses;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Suggestion;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a configuration and all that it names. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check the configuration and the policies.",
            "Every mistake is told with file, line and column, and what was probably meant."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sallyport check", "  sallyport check --config gate/sallyport.yaml --connect"})
final class CheckCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--connect",
            description = "Also fetch the secrets, log in to every database, and check that what policies name is there"
                    + " and that masks fit its columns.")
    private boolean connect;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final Surroundings surroundings;
    private int problems;

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        problems = 0;
        switch (config.read()) {
            case ConfigResult.Invalid(var found) -> found.forEach(this::problem);
            case ConfigResult.Loaded(Config loaded, var warnings) -> {
                warnings.forEach(this::warning);
                out().println(config.file() + ": " + count(loaded.databases().size(), "database") + ", "
                        + count(loaded.identities().size(), "identity"));
                Optional<PolicySet> policies = policies(loaded);
                policies.ifPresent(set -> unknownPolicies(loaded, set));
                loaded.audit().witnesses().ifPresent(this::witnesses);
                if (connect) {
                    MaskSecrets.problems(loaded).forEach(this::problem);
                    Exports.problems(loaded).forEach(this::problem);
                    TraceCollector.problem(loaded).ifPresent(this::problem);
                    new TreeMap<>(loaded.databases()).values().forEach(database -> reach(database, policies));
                }
            }
        }
        if (problems > 0) {
            err().println(count(problems, "problem"));
            return Sallyport.CHECK_FAILED;
        }
        return Sallyport.OK;
    }

    private Optional<PolicySet> policies(Config loaded) {
        try {
            switch (new PolicyFolder(loaded.policies()).compile(surroundings.expressions())) {
                case PolicySet.Compilation.Rejected(var found) -> found.forEach(this::problem);
                case PolicySet.Compilation.Compiled(PolicySet policies) -> {
                    policies.unknownDatabases(loaded.databases().keySet()).forEach(this::warning);
                    policies.unknownJurisdictions(loaded.databases().values().stream()
                                    .map(Config.Protected::database)
                                    .toList())
                            .forEach(this::problem);
                    out().println(loaded.policies() + ": " + PolicyCheckCommand.summary(policies));
                    return Optional.of(policies);
                }
            }
        } catch (IOException unreadable) {
            problem(loaded.policies() + ": " + unreadable.getMessage());
        }
        return Optional.empty();
    }

    private void witnesses(Path file) {
        try {
            Witnesses.policy(file);
        } catch (NoSuchFileException none) {
            problem("audit.witnesses: there is no " + file);
        } catch (IOException wrong) {
            problem(String.valueOf(wrong.getMessage()));
        }
    }

    private void unknownPolicies(Config loaded, PolicySet policies) {
        loaded.maskKeys().keySet().stream()
                .sorted()
                .filter(name -> !policies.names().contains(name))
                .forEach(name -> warning(
                        "mask-keys: there is no policy '" + name + "'" + Suggestion.text(name, policies.names())));
    }

    private void reach(Config.Protected database, Optional<PolicySet> policies) {
        String name = database.database().name();
        try {
            CatalogReader reader = CatalogAccess.reader(database);
            CatalogReader.Server server = reader.probe();
            Catalog catalog = reader.load(1);
            out().println("database " + name + " at " + database.upstream().host() + ":"
                    + database.upstream().port() + ": PostgreSQL " + server.version() + ", "
                    + server.tls().orElse("no TLS") + ", "
                    + count(catalog.relations().size(), "relation"));
            policies.ifPresent(set -> {
                set.unknownObjects(catalog).forEach(this::warning);
                Masking masking = surroundings.dialect().get().masking();
                set.misfits(CatalogAccess.answered(reader, catalog, set, masking), masking)
                        .forEach(this::problem);
            });
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            problem(String.valueOf(unavailable.getMessage()));
        }
    }

    private void problem(Object problem) {
        problems++;
        err().println(problem);
    }

    private void warning(Object warning) {
        err().println(warning + " (warning)");
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    static String count(int number, String thing) {
        String plural = thing.endsWith("y") ? thing.substring(0, thing.length() - 1) + "ies" : thing + "s";
        return number + " " + (number == 1 ? thing : plural);
    }
}
