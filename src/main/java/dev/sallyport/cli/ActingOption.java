package dev.sallyport.cli;

import dev.sallyport.catalog.Database;
import dev.sallyport.config.Config;
import dev.sallyport.identity.Principal;
import dev.sallyport.yaml.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say whose session a command means. */
final class ActingOption {

    @Option(names = "--as", paramLabel = "IDENTITY", description = "Whose session: an identity's id.")
    private String as = "";

    @Option(names = "--purpose", paramLabel = "WORD", description = "The purpose that the session declares.")
    private Optional<String> purpose = Optional.empty();

    @Option(
            names = "--address",
            paramLabel = "IP",
            description =
                    "Where the client connects from, for locations that networks tell (default: ${DEFAULT-VALUE}).")
    private String address = Acting.DEFAULT_ADDRESS;

    String id() {
        return as;
    }

    /** The session that is meant; ends the command when there can be none. */
    Acting in(Config config, Database database) {
        Config.Identity identity = identity(config, as);
        if (!identity.databases().isEmpty() && !identity.databases().contains(database.name())) {
            throw CommandFailure.usage(
                    "identity '" + as + "' may not connect to database " + database.name(),
                    "It may connect to: " + String.join(", ", identity.databases()));
        }
        List<Principal> chain = new ArrayList<>(List.of(identity.principal()));
        identity.actsFor().forEach(id -> chain.add(identity(config, id).principal()));
        return new Acting(chain, declared(identity), identity.task(), address);
    }

    private Optional<String> declared(Config.Identity identity) {
        if (purpose.isPresent() && !identity.purposes().contains(purpose.get())) {
            throw CommandFailure.usage(
                    "identity '" + as + "' has no purpose '" + purpose.get() + "'"
                            + Suggestion.text(purpose.get(), identity.purposes()),
                    identity.purposes().isEmpty()
                            ? "It has none."
                            : "It has: " + String.join(", ", identity.purposes()));
        }
        return purpose.isPresent() ? purpose : identity.purposes().stream().findFirst();
    }

    private static Config.Identity identity(Config config, String id) {
        if (id.isEmpty()) {
            throw CommandFailure.usage("whose session?", "Give --as with one of: " + names(config));
        }
        return Optional.ofNullable(config.identities().get(id))
                .orElseThrow(() -> CommandFailure.usage(
                        "there is no identity '" + id + "'"
                                + Suggestion.text(id, config.identities().keySet()),
                        "The configuration has: " + names(config)));
    }

    private static String names(Config config) {
        return String.join(", ", config.identities().keySet().stream().sorted().toList());
    }
}
