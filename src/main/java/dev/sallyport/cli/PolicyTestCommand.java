package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.config.Config;
import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Refusal;
import dev.sallyport.identity.Principal;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.policy.RuleId;
import dev.sallyport.policy.folder.PolicyFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the test cases beside policies. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Run the test cases of a policy folder (*.test.yaml).",
            "A case says who sends which statement, and what must come of it. The tables are described in the file, or"
                    + " come from a saved catalog."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport policy test",
            "  sallyport policy test policies --catalog shop.catalog.json --verbose",
            "",
            "A test file:",
            "  database: shop",
            "  tables:",
            "    public.customers: {id: bigint, email: text}",
            "  identities:",
            "    bot: {kind: agent}",
            "  cases:",
            "    - as: bot",
            "      sql: SELECT email FROM customers",
            "      expect: allow",
            "      masked: [public.customers.email]"
        })
final class PolicyTestCommand implements Callable<Integer> {

    private final Surroundings surroundings;

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
            description = "The tables of a database, instead of those described in the test files. May be given several"
                    + " times.")
    private List<Path> catalogs = new ArrayList<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Also name the cases that pass.")
    private boolean verbose;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    PolicyTestCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Path found = PolicyCheckCommand.folder(folder, config);
        PolicySet policies = PolicyCheckCommand.compile(found, Sallyport.CHECK_FAILED, surroundings.expressions());
        List<Path> files = new PolicyFolder(found).testFiles();
        if (files.isEmpty()) {
            throw CommandFailure.usage(
                    found + " has no test cases", "Write some into a file that ends in " + PolicyFolder.TEST_ENDING);
        }
        Map<String, Catalog> known = new HashMap<>();
        for (Path file : catalogs) {
            Catalog catalog = CatalogSnapshot.load(file);
            known.put(catalog.database(), catalog);
        }
        Map<String, Principal> identities = identities();
        List<PolicyCaseFile> read = new ArrayList<>();
        for (Path file : files) {
            read.add(PolicyCaseFile.read(file.toString(), Files.readString(file), identities));
        }
        List<?> problems =
                read.stream().flatMap(file -> file.problems().stream()).toList();
        if (!problems.isEmpty()) {
            throw CommandFailure.problems(Sallyport.CHECK_FAILED, problems);
        }
        return run(read, policies, known);
    }

    private Map<String, Principal> identities() throws IOException {
        Map<String, Principal> identities = new HashMap<>();
        if (config.present()) {
            Map<String, Config.Identity> configured = config.load().identities();
            configured.forEach((id, identity) -> identities.put(id, identity.principal()));
        }
        return identities;
    }

    private int run(List<PolicyCaseFile> files, PolicySet policies, Map<String, Catalog> known) {
        PrintWriter out = spec.commandLine().getOut();
        Surroundings.Dialect dialect = surroundings.dialect().get();
        int passed = 0;
        int failed = 0;
        for (PolicyCaseFile file : files) {
            Catalog catalog = Optional.ofNullable(known.get(file.database().name()))
                    .or(file::tables)
                    .orElse(Catalog.empty(file.database().name()));
            for (PolicyCase one : file.cases()) {
                List<String> faults = faults(one, one.trial().judge(policies, catalog, dialect));
                if (faults.isEmpty()) {
                    passed++;
                    if (verbose) {
                        out.println("ok    " + one.name());
                    }
                } else {
                    failed++;
                    out.println("FAIL  " + one.name());
                    faults.forEach(fault -> out.println("      " + one.place() + ": " + fault));
                }
            }
        }
        out.println(CheckCommand.count(passed + failed, "case") + ", " + failed + " failed");
        return failed == 0 ? Sallyport.OK : Sallyport.CHECK_FAILED;
    }

    private static List<String> faults(PolicyCase expected, Trial.Result result) {
        List<String> faults = new ArrayList<>();
        switch (result.judgement()) {
            case Judgement.Permitted permitted -> {
                List<RuleId> rules = permitted.permits().stream()
                        .flatMap(permit -> permit.rules().stream())
                        .toList();
                if (!expected.allow()) {
                    faults.add("expected deny, and it is allowed by " + names(rules));
                }
                rule(expected, rules, faults);
                expected.message().ifPresent(_ -> faults.add("expected a message, and it is allowed"));
                String text = permitted
                        .governed()
                        .map(governed -> governed.text())
                        .orElse(expected.trial().sql());
                expected.governed()
                        .filter(part -> !text.contains(part))
                        .ifPresent(part -> faults.add("the governed text does not contain '" + part + "': " + text));
            }
            case Judgement.Refused(var analyses, Refusal refusal) -> {
                if (analyses.isEmpty()) {
                    faults.add("the statement cannot be parsed: " + refusal.message());
                } else if (expected.allow()) {
                    faults.add("expected allow, and it is denied: " + refusal.message());
                }
                rule(expected, refusal.rules(), faults);
                expected.message()
                        .filter(part -> !refusal.message().contains(part))
                        .ifPresent(part ->
                                faults.add("the message does not contain '" + part + "': " + refusal.message()));
            }
        }
        for (String column : expected.masked()) {
            if (!masked(result, column)) {
                faults.add(column + " is not masked");
            }
        }
        return faults;
    }

    private static void rule(PolicyCase expected, List<RuleId> rules, List<String> faults) {
        expected.rule()
                .filter(name -> rules.stream().noneMatch(id -> id.toString().equals(name)))
                .ifPresent(name -> faults.add("rule " + name + " is not behind it, but " + names(rules)));
    }

    private static String names(List<RuleId> rules) {
        return rules.isEmpty()
                ? "no rule"
                : String.join(
                        ", ", rules.stream().map(RuleId::toString).distinct().toList());
    }

    /** @param column {@code schema.relation.column} */
    private static boolean masked(Trial.Result result, String column) {
        int last = column.lastIndexOf('.');
        int first = column.indexOf('.');
        if (first <= 0 || first >= last) {
            return false;
        }
        RelationName relation = new RelationName(column.substring(0, first), column.substring(first + 1, last));
        return result.rights().masks().getOrDefault(relation, Map.of()).containsKey(column.substring(last + 1));
    }
}
