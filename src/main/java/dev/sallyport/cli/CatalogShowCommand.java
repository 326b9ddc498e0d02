package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Column;
import dev.sallyport.catalog.Relation;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a catalog. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Show the relations and columns of a database, as policies name them.",
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport catalog show --database shop",
            "  sallyport catalog show --catalog shop.catalog.json public.customers"
        })
final class CatalogShowCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private CatalogSource source = new CatalogSource();

    @Option(
            names = {"-d", "--database"},
            paramLabel = "NAME",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Parameters(arity = "0..*", paramLabel = "RELATION", description = "Only these relations (schema.name).")
    private Set<String> only = Set.of();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Catalog catalog =
                source.offline() ? source.fromFile() : source.load(ConfigOption.database(config.load(), database));
        PrintWriter out = spec.commandLine().getOut();
        List<Relation> shown = catalog.relations().stream()
                .filter(relation ->
                        only.isEmpty() || only.contains(relation.name().toString()))
                .sorted(Comparator.comparing(Relation::name))
                .toList();
        for (Relation relation : shown) {
            out.println(relation.name() + "  "
                    + relation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + names(", part of ", relation.parents())
                    + names(", reads ", relation.dependsOn())
                    + (relation.callsUserCode() ? ", runs code of users" : ""));
            for (Column column : relation.columns()) {
                out.println("  " + relation.name() + "." + column.name() + "  "
                        + column.type().sql());
            }
        }
        if (shown.isEmpty()) {
            throw new CommandFailure(Sallyport.CHECK_FAILED, "there is no such relation in " + catalog.database());
        }
        return Sallyport.OK;
    }

    private static String names(String before, Set<?> names) {
        return names.isEmpty()
                ? ""
                : before + names.stream().map(Object::toString).sorted().collect(Collectors.joining(", "));
    }
}
