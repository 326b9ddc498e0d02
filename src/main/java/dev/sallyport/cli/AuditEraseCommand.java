package dev.sallyport.cli;

import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.AuditOrders;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
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
                    + " It cannot be taken back. Who is under hold is not erased: see audit holds."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:erased",
            "1:the passwords are wrong, the person is under hold, or the gate has not done it yet",
            "2:the command line or the configuration is wrong"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sallyport audit erase --person ada --case DSR-2041 --reason 'request of 3 November' --by carol --by dan"
        })
final class AuditEraseCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--person", paramLabel = "ID", required = true, description = "The identity's id.")
    private String person = "";

    @Mixin
    private OrderOptions order = new OrderOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    AuditEraseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load();
        String unit = OrderOptions.unit(loaded, person);
        refuseIfHeld(loaded, unit);
        order.order(AuditOrders.Kind.ERASE, Optional.of(unit), loaded, surroundings, () -> {
            boolean gone = KeyTable.open(AuditLog.units(loaded), new SecureRandom())
                    .unit(unit)
                    .isEmpty();
            if (!gone) {
                refuseIfHeld(loaded, unit); // since then
            }
            return gone;
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println("erased: nobody can tell any more who " + unit + " was");
        out.flush();
        return Sallyport.OK;
    }

    private void refuseIfHeld(Config loaded, String unit) throws IOException {
        Optional<Hold> hold = AuditLog.holds(loaded).on(unit);
        if (hold.isPresent()) {
            throw new CommandFailure(
                    Sallyport.CHECK_FAILED,
                    (hold.get().unit().isPresent() ? "'" + person + "'" : "everything") + " is under hold for case "
                            + Printable.of(hold.get().reference()) + " ("
                            + Printable.of(hold.get().why()) + ")\n"
                            + "Nothing of it is erased until that is released: sallyport audit release");
        }
    }
}
