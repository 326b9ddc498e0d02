package dev.sallyport.cli;

import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.config.Config;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.AuditOrders;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What an order about sealed data needs: a case, a reason, and two people with their passwords. */
final class OrderOptions {

    private static final int ORDERERS = 2;
    private static final long LOOK_MILLIS = 200;

    @Option(
            names = "--case",
            paramLabel = "WORDS",
            required = true,
            description = "The case or ticket. It stands in the log in clear: no names.")
    private String reference = "";

    @Option(
            names = "--reason",
            paramLabel = "WORDS",
            required = true,
            description = "Why, for auditors. It stands in the log in clear: no names.")
    private String reason = "";

    @Option(names = "--by", paramLabel = "ID", required = true, description = "Who orders it; two of them.")
    private List<String> by = new ArrayList<>();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until it is done (default: ${DEFAULT-VALUE}).")
    private int wait = 30;

    /** Whether an order is carried out. */
    @FunctionalInterface
    interface Done {
        boolean yet() throws IOException;
    }

    String reference() {
        return reference;
    }

    /** The pseudonym that somebody has in the log now; ends the command when there is none. */
    static String unit(Config config, String person) throws IOException {
        return KeyTable.open(AuditLog.units(config), new SecureRandom())
                .known(person)
                .map(KeyTable.Unit::name)
                .orElseThrow(() -> CommandFailure.usage(
                        "nothing in the log belongs to '" + person + "'",
                        "Either they were never there, or they are erased already."));
    }

    /** Hands orders to the gate, once two who may have given their passwords, and waits until they are carried out. */
    void order(List<AuditOrders.What> orders, Config config, Surroundings surroundings, Done done)
            throws IOException, InterruptedException {
        authorise(config, surroundings);
        for (AuditOrders.What what : orders) {
            AuditLog.orders(config).place(new AuditOrders.Order(what, reference, reason, by));
        }
        Instant end = Instant.now().plus(Duration.ofSeconds(wait));
        while (!done.yet()) {
            if (Instant.now().isAfter(end)) {
                throw new CommandFailure(
                        Sallyport.CHECK_FAILED,
                        "the order is placed, and not carried out yet: is the gate running?\n"
                                + "It takes it up when it runs; see: sallyport audit tail");
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private void authorise(Config config, Surroundings surroundings) throws IOException {
        if (new HashSet<>(by).size() < ORDERERS) {
            throw CommandFailure.usage("one alone cannot order this", "Give --by twice, with two different people.");
        }
        for (String id : by) {
            if (!config.audit().erasers().contains(id)) {
                List<String> erasers =
                        config.audit().erasers().stream().sorted().toList();
                throw CommandFailure.usage(
                        "'" + id + "' may not order this",
                        erasers.isEmpty()
                                ? "Name in the configuration who may: audit.erasers."
                                : "audit.erasers has: " + String.join(", ", erasers));
            }
        }
        for (String id : by) {
            Optional<ScramVerifier> verifier =
                    Optional.ofNullable(config.identities().get(id)).flatMap(Config.Identity::verifier);
            char[] password = surroundings.passwords().ask("Password of " + id);
            boolean right = verifier.filter(one -> one.matches(password)).isPresent();
            Arrays.fill(password, ' ');
            if (!right) {
                throw new CommandFailure(Sallyport.CHECK_FAILED, "that is not the password of " + id);
            }
        }
    }
}
