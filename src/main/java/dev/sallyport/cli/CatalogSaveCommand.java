package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.config.Config;
import dev.sallyport.serve.CatalogAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a database's catalog to a file. */
@Command(
        name = "save",
        mixinStandardHelpOptions = true,
        description = {
            "Write the catalog of a database to a JSON file.",
            "With it, policies can be checked, tested and explained where the database cannot be reached, as in a"
                    + " build. It holds names and types of tables and columns, and no data."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport catalog save --database shop",
            "  sallyport catalog save --config gate/sallyport.yaml --database shop --output shop.json --force"
        })
final class CatalogSaveCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = {"-d", "--database"},
            paramLabel = "NAME",
            description = "The database; not needed when there is only one.")
    private Optional<String> database = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "The file to write (default: NAME.catalog.json).")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--force", description = "Replace the file if it is there.")
    private boolean force;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Config.Protected found = ConfigOption.database(config.load(), database);
        Path file = output.orElse(Path.of(found.database().name() + ".catalog.json"));
        if (Files.exists(file) && !force) {
            throw CommandFailure.usage(file + " is already there", "Give --force to replace it, or another --output.");
        }
        try {
            Catalog catalog = CatalogAccess.reader(found).load(1);
            CatalogSnapshot.save(catalog, file);
            spec.commandLine()
                    .getOut()
                    .println(file + ": " + catalog.relations().size() + " relations, "
                            + catalog.functions().size() + " functions");
            return Sallyport.OK;
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            throw new CommandFailure(Sallyport.CHECK_FAILED, String.valueOf(unavailable.getMessage()));
        }
    }
}
