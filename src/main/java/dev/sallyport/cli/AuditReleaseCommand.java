package dev.sallyport.cli;

import dev.sallyport.audit.sealed.Holds;
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

/** Ends a hold. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = {
            "End a legal hold.",
            "What it was on can be erased again, and what was kept long enough meanwhile is destroyed, unless another hold is"
                    + " on it. The release is recorded in the log; the gate must be running. Two of those that"
                    + " audit.erasers names have to give their passwords."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:released",
            "1:the passwords are wrong, or the gate has not done it yet",
            "2:there is no such hold, or the command line or the configuration is wrong"
        },
        footerHeading = "%nExample:%n",
        footer = {"  sallyport audit release --person ada --case LIT-7 --reason 'case closed' --by carol --by dan"})
final class AuditReleaseCommand implements Callable<Integer> {

    private final Surroundings surroundings;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Mixin
    private HeldOption held = new HeldOption();

    @Mixin
    private OrderOptions order = new OrderOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    AuditReleaseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Config loaded = config.load();
        Optional<String> unit = held.unit(loaded);
        if (AuditLog.holds(loaded).find(order.reference(), unit).isEmpty()) {
            throw CommandFailure.usage(
                    held.name() + " is not under hold for case " + Printable.of(order.reference()),
                    "See: sallyport audit holds");
        }
        order.order(
                List.of(new AuditOrders.What(AuditOrders.Kind.RELEASE, unit)),
                loaded,
                surroundings,
                () -> AuditLog.holds(loaded).find(order.reference(), unit).isEmpty());
        Holds left = AuditLog.holds(loaded);
        PrintWriter out = spec.commandLine().getOut();
        out.println("released: case " + Printable.of(order.reference()) + " holds " + held.name() + " no longer");
        unit.flatMap(left::on)
                .ifPresent(other -> out.println("still under hold for case " + Printable.of(other.reference())));
        out.flush();
        return Sallyport.OK;
    }
}
