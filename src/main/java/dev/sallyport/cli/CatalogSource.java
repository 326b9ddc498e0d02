package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.config.Config;
import dev.sallyport.serve.CatalogAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a command takes a catalog from: a file if one is named, else the database. */
final class CatalogSource {

    @Option(
            names = "--catalog",
            paramLabel = "FILE",
            description = "A catalog that was written by 'sallyport catalog save'; without it the database is asked.")
    private Optional<Path> file = Optional.empty();

    boolean offline() {
        return file.isPresent();
    }

    Catalog fromFile() throws IOException {
        return CatalogSnapshot.load(file.orElseThrow());
    }

    /** The catalog of a database. */
    Catalog load(Config.Protected database) throws IOException {
        String name = database.database().name();
        if (file.isPresent()) {
            Catalog catalog = fromFile();
            if (!catalog.database().equals(name)) {
                throw CommandFailure.usage(
                        file.get() + " is the catalog of database " + catalog.database() + ", not of " + name,
                        "Name the other database, or save the catalog of this one.");
            }
            return catalog;
        }
        try {
            return CatalogAccess.reader(database).load(1);
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            throw new CommandFailure(
                    Sallyport.CHECK_FAILED,
                    unavailable.getMessage() + "\nGive --catalog with a saved catalog to work without the database.");
        }
    }
}
