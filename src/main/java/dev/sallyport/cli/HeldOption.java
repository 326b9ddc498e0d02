package dev.sallyport.cli;

import dev.sallyport.config.Config;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** What is held: a person, or everything. */
final class HeldOption {

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Which which = new Which();

    /** One of the two. */
    static final class Which {
        @Option(names = "--person", paramLabel = "ID", required = true, description = "The identity's id.")
        private String person = "";

        @Option(
                names = "--all",
                required = true,
                description = "Everything that is sealed, of failed log-ins too, which belong to nobody.")
        private boolean all;
    }

    /** The person's pseudonym; empty for everything. */
    Optional<String> unit(Config config) throws IOException {
        return which.all ? Optional.empty() : Optional.of(OrderOptions.unit(config, which.person));
    }

    String name() {
        return which.all ? "everything" : "'" + which.person + "'";
    }
}
