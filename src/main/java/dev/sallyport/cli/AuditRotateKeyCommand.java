package dev.sallyport.cli;

import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Has the log signed with another key. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        description = {
            "Have the log signed with another key.",
            "First a new key is made, and the log says so and is signed with both: whoever checks it with the old key sees"
                    + " the new one and takes it. When all have, --finish destroys the old key.",
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  sallyport audit rotate-key", "  sallyport audit rotate-key --finish"})
final class AuditRotateKeyCommand implements Callable<Integer> {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--finish",
            description = "Destroy the old key; the log is signed with the new one alone from then on.")
    private boolean finish;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Config loaded = config.load();
        Path file = AuditLog.key(loaded);
        boolean under = LogKeys.next(file).isPresent();
        if (finish && !under) {
            throw CommandFailure.usage("there is no new key", "Make one first: sallyport audit rotate-key");
        }
        if (!finish && under) {
            throw CommandFailure.usage(
                    "there is a new key already",
                    "When all who check the log have it: sallyport audit rotate-key --finish");
        }
        SigningKey key = finish ? LogKeys.finish(file) : LogKeys.makeNext(file);
        spec.commandLine().getOut().println(key.verifier());
        spec.commandLine()
                .getErr()
                .println(
                        finish
                                ? "The old key is gone. A gate that runs signs with this one alone within seconds."
                                : "A gate that runs signs with both keys within seconds. Give this one to whoever checks the"
                                        + " log, then: sallyport audit rotate-key --finish");
        spec.commandLine().getOut().flush();
        spec.commandLine().getErr().flush();
        return Sallyport.OK;
    }
}
