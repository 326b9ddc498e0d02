package dev.sallyport.cli;

import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.config.Config;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.EraseOrders.EraseOrder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has a person erased from what belongs to the log. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erase who a pseudonym of the log is, and what is sealed of that person.",
            "The log itself stays as it is and goes on to verify. The order is recorded in it first; the gate, which must"
                    + " be running, carries it out. Two of those that audit.erasers names have to give their passwords."
                    + " It cannot be taken back."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:erased",
            "1:the passwords are wrong, or the gate has not done it yet",
            "2:the command line or the configuration is wrong"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sallyport audit erase --person ada --case DSR-2041 --reason 'request of 3 November' --by carol --by dan"
        })
final class AuditEraseCommand implements Callable<Integer> {

    private static final int ORDERERS = 2;
    private static final long LOOK_MILLIS = 200;

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--person", paramLabel = "ID", required = true, description = "The identity's id.")
    private String person = "";

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

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    AuditEraseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load();
        Path units = AuditLog.units(loaded);
        KeyTable.Unit unit = KeyTable.open(units, new SecureRandom())
                .known(person)
                .orElseThrow(() -> CommandFailure.usage(
                        "nothing in the log belongs to '" + person + "'",
                        "Either they were never there, or they are erased already."));
        authorise(loaded);
        AuditLog.orders(loaded).place(new EraseOrder(unit.name(), reference, reason, by));
        PrintWriter out = spec.commandLine().getOut();
        Instant end = Instant.now().plus(Duration.ofSeconds(wait));
        while (KeyTable.open(units, new SecureRandom()).unit(unit.name()).isPresent()) {
            if (Instant.now().isAfter(end)) {
                throw new CommandFailure(
                        Sallyport.CHECK_FAILED,
                        "the order is placed, and not carried out yet: is the gate running?\n"
                                + "It takes it up when it runs; see: sallyport audit tail");
            }
            Thread.sleep(LOOK_MILLIS);
        }
        out.println("erased: nobody can tell any more who " + unit.name() + " was");
        out.flush();
        return Sallyport.OK;
    }

    private void authorise(Config loaded) throws IOException {
        if (new HashSet<>(by).size() < ORDERERS) {
            throw CommandFailure.usage("one alone cannot order this", "Give --by twice, with two different people.");
        }
        for (String id : by) {
            if (!loaded.audit().erasers().contains(id)) {
                throw CommandFailure.usage(
                        "'" + id + "' may not order this",
                        loaded.audit().erasers().isEmpty()
                                ? "Name in the configuration who may: audit.erasers."
                                : "audit.erasers has: "
                                        + String.join(
                                                ", ",
                                                loaded.audit().erasers().stream()
                                                        .sorted()
                                                        .toList()));
            }
        }
        for (String id : by) {
            Optional<ScramVerifier> verifier =
                    Optional.ofNullable(loaded.identities().get(id)).flatMap(Config.Identity::verifier);
            char[] password = surroundings.passwords().ask("Password of " + id);
            boolean right = verifier.filter(one -> one.matches(password)).isPresent();
            Arrays.fill(password, ' ');
            if (!right) {
                throw new CommandFailure(Sallyport.CHECK_FAILED, "that is not the password of " + id);
            }
        }
    }
}
