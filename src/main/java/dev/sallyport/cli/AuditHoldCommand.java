package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.AuditOrders;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Has nothing destroyed that a case may need. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = {
            "Put what is sealed of a person, or everything, under legal hold.",
            "It is neither erased by order nor destroyed because it was kept long enough, until it is released. The hold is"
                    + " recorded in the log; the gate must be running. Two of those that audit.erasers names have to"
                    + " give their passwords."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:held",
            "1:the passwords are wrong, or the gate has not done it yet",
            "2:the command line or the configuration is wrong"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport audit hold --person ada --case LIT-7 --reason 'court order of 3 November' --by carol --by dan",
            "  sallyport audit hold --all --case LIT-8 --reason 'investigation' --by carol --by dan"
        })
final class AuditHoldCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private HeldOption held = new HeldOption();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    AuditHoldCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load();
        Optional<String> unit = held.unit(loaded);
        if (AuditLog.holds(loaded).find(order.reference(), unit).isPresent()) {
            throw CommandFailure.usage(
                    held.name() + " is under hold for case " + Printable.of(order.reference()) + " already",
                    "See: sallyport audit holds");
        }
        order.order(
                List.of(new AuditOrders.What(AuditOrders.Kind.HOLD, unit)),
                loaded,
                surroundings,
                () -> AuditLog.holds(loaded).find(order.reference(), unit).isPresent());
        PrintWriter out = spec.commandLine().getOut();
        out.println("held: nothing of "
                + unit.map(one -> "what is sealed of " + one).orElse("what is sealed") + " is destroyed until case "
                + Printable.of(order.reference()) + " is released");
        out.flush();
        return Sallyport.OK;
    }
}
