package dev.sallyport.cli;

import dev.sallyport.audit.sealed.Hold;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has a person, or what single statements said, erased from what belongs to the log. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Erase who a pseudonym of the log is, and what is sealed of that person; or, with --record, what single"
                    + " statements said, for people whose data stands in their literals and parameters.",
            "The log itself stays as it is and goes on to verify. The order is recorded in it first; the gate, which must"
                    + " be running, carries it out. Two of those that audit.erasers names have to give their passwords."
                    + " It cannot be taken back. Who is under hold is not erased, nor what they said: see audit"
                    + " holds."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:erased",
            "1:the passwords are wrong, it is under hold, or the gate has not done it yet",
            "2:the command line or the configuration is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit erase --person ada --case DSR-2041 --reason 'request of 3 November' --by carol --by dan",
            "  sallyport audit erase --record 0198f1a2-7c3d-7000-8a1b-2c3d4e5f6071 --case DSR-2042 --reason request"
                    + " --by carol --by dan"
        })
final class AuditEraseCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private ErasedOption erased = new ErasedOption();

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
        List<ErasedOption.Erased> all = erased.all(loaded);
        refuseIfHeld(loaded, all);
        order.order(all.stream().map(ErasedOption.Erased::order).toList(), loaded, surroundings, () -> {
            SealedParts now = SealedParts.of(loaded);
            List<ErasedOption.Erased> left =
                    all.stream().filter(one -> !one.gone().from(now)).toList();
            refuseIfHeld(loaded, left); // since then
            return left.isEmpty();
        });
        PrintWriter out = spec.commandLine().getOut();
        all.forEach(one -> out.println(one.done()));
        out.flush();
        return Sallyport.OK;
    }

    private static void refuseIfHeld(Config loaded, List<ErasedOption.Erased> all) throws IOException {
        Holds holds = AuditLog.holds(loaded);
        for (ErasedOption.Erased one : all) {
            Optional<Hold> hold = holds.on(one.person());
            if (hold.isPresent()) {
                throw new CommandFailure(
                        Sallyport.CHECK_FAILED,
                        (hold.get().unit().isPresent() ? one.name() : "everything") + " is under hold for case "
                                + Printable.of(hold.get().reference()) + " ("
                                + Printable.of(hold.get().why()) + ")\n"
                                + "Nothing of it is erased until that is released: sallyport audit release");
            }
        }
    }
}
