package dev.sallyport.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the log's public key. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = {
            "Print the log's public key.",
            "Give it to whoever is to check the log, by a way that nobody who runs the gate can change."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExample:%n",
        footer = {"  sallyport audit key > audit-key-of-the-gate"})
final class AuditKeyCommand implements Callable<Integer> {

    @Mixin
    private LogOption log = new LogOption();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        spec.commandLine().getOut().println(log.key());
        spec.commandLine().getOut().flush();
        return Sallyport.OK;
    }
}
