package dev.sallyport.cli;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.CatalogReader;
import dev.sallyport.catalog.CatalogSnapshot;
import dev.sallyport.config.Config;
import dev.sallyport.policy.PolicySet;
import dev.sallyport.serve.CatalogAccess;
import dev.sallyport.statement.Masking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
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
        return load(database, reader -> reader.load(1));
    }

    /** The catalog of a database, with what it says to the questions of policies if it is asked. */
    Catalog load(Config.Protected database, PolicySet policies, Masking masking) throws IOException {
        return load(database, reader -> CatalogAccess.answered(reader, reader.load(1), policies, masking));
    }

    private Catalog load(Config.Protected database, Function<CatalogReader, Catalog> online) throws IOException {
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
            return online.apply(CatalogAccess.reader(database));
        } catch (CatalogLoader.CatalogUnavailable unavailable) {
            throw new CommandFailure(
                    Sallyport.CHECK_FAILED,
                    unavailable.getMessage() + "\nGive --catalog with a saved catalog to work without the database.");
        }
    }
}
