package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.catalog.Sampler;
import dev.sallyport.classify.Classifier;
import dev.sallyport.classify.Confidence;
import dev.sallyport.config.Config;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.serve.CatalogAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Proposes a classification for a database. */
@Command(
        name = "classify",
        mixinStandardHelpOptions = true,
        description = {
            "Propose which columns of a database hold personal data, card data and secrets.",
            "Names, types, comments and some rows are looked at, with the gate's own credentials and in read-only"
                    + " transactions. The proposals are printed as a classification file, with the evidence beside"
                    + " each column; values are never shown. Columns that the policy folder already classifies are"
                    + " left out."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; with --check: every column that seems to need it is classified",
            "1:the database cannot be reached; with --check: a column is not classified, or a relation could not be"
                    + " looked at",
            "2:the command line, the configuration or a policy is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport classify shop",
            "  sallyport classify shop --output policies/shop-classification.yaml",
            "  sallyport classify shop --schema crm --table billing.invoices --sample 2000",
            "  sallyport classify shop --check --confidence high",
            "  sallyport classify shop --all --json --output report.json --force"
        })
final class ClassifyCommand implements Callable<Integer> {

    private static final int MAX_SAMPLE = 100_000;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "DATABASE",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = "--sample",
            paramLabel = "ROWS",
            defaultValue = "500",
            description = "Rows to look at of each relation, 0 for none (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Mixin
    private RelationOption relations = new RelationOption();

    @Option(
            names = "--confidence",
            paramLabel = "LEVEL",
            defaultValue = "medium",
            description = "How sure a proposal has to be: high, medium or low (default: ${DEFAULT-VALUE}). In the file,"
                    + " what is less sure is commented out.")
    private Confidence confidence = Confidence.MEDIUM;

    @Option(names = "--all", description = "Also columns that are classified already.")
    private boolean all;

    @Option(names = "--check", description = "List what is not classified, and exit with 1 if there is anything.")
    private boolean check;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the proposals to this file.")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @Option(names = "--progress", description = "Tell on stderr what is looked at, even where it is no terminal.")
    private boolean progress;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final Surroundings surroundings;

    ClassifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (sample < 0 || sample > MAX_SAMPLE) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--sample must be in 0.." + MAX_SAMPLE + ", not " + sample);
        }
        Config loaded = config.load();
        Config.Protected found = ConfigOption.database(loaded, database);
        if (output.isPresent() && Files.exists(output.get()) && !force) {
            throw CommandFailure.usage(
                    output.get() + " is already there", "Give --force to replace it, or another --output.");
        }
        ClassifyReport report = report(loaded, found);
        output(report);
        return check && !report.passes(confidence) ? Sallyport.CHECK_FAILED : Sallyport.OK;
    }

    private ClassifyReport report(Config loaded, Config.Protected found) throws IOException {
        try {
            // The policies first: they may be wrong, and that is told at once.
            Optional<PolicySet> policies = all
                    ? Optional.empty()
                    : Optional.of(
                            PolicyCheckCommand.compile(loaded.policies(), Sallyport.USAGE, surroundings.expressions()));
            Catalog catalog = CatalogAccess.reader(found).load(1);
            Map<RelationName, Set<String>> classified =
                    policies.map(set -> set.classified(catalog)).orElse(Map.of());
            List<Relation> chosen = relations.in(catalog);
            Classifier classifier = new Classifier(LocalDate.now(ZoneOffset.UTC));
            try (Sampler sampler = CatalogAccess.sampler(found)) {
                return new ClassifyRun(catalog, classified, sampler, classifier, sample).over(chosen, this::progress);
            }
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            throw new CommandFailure(Sallyport.CHECK_FAILED, String.valueOf(unavailable.getMessage()));
        }
    }

    private void output(ClassifyReport report) throws IOException {
        String text = json ? report.json(confidence) : report.file(confidence);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isPresent()) {
            Files.writeString(output.get(), text);
        }
        if (check && !json) {
            out.print(report.list(confidence));
        } else if (output.isPresent()) {
            out.println(output.get() + ": " + report.summary(confidence));
        } else {
            out.print(text);
        }
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        report.skipped().forEach(skipped -> err.println(skipped.text() + " (warning)"));
    }

    private void progress(int number, int of, RelationName relation) {
        if (progress || Terminal.present()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("relation " + number + " of " + of + ": " + relation);
            err.flush();
        }
    }
}
