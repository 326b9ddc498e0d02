package dev.sallyport.cli;

import dev.sallyport.identity.ScramVerifier;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a verifier of a password. */
@Command(
        name = "password",
        mixinStandardHelpOptions = true,
        description = {
            "Make the verifier of a password, for the configuration.",
            "The password is asked for at the terminal, or is the first line of the standard input. What is printed"
                    + " lets nobody log in, but can be guessed against: keep the configuration from others' eyes."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport password",
            "  sallyport password --id alice >> identities.yaml",
            "  pwgen 24 1 | tee alice.txt | sallyport password"
        })
final class PasswordCommand implements Callable<Integer> {

    /** Shorter ones are guessed too easily once the verifier is stolen. */
    static final int MIN_CHARACTERS = 8;

    private final Surroundings surroundings;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Print a whole entry for this identity instead of the verifier alone.")
    private Optional<String> id = Optional.empty();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    PasswordCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        char[] password = surroundings
                .passwords()
                .read("Password" + id.map(name -> " of " + name).orElse(""));
        try {
            if (password.length < MIN_CHARACTERS) {
                throw CommandFailure.usage(
                        "the password has " + password.length + " characters",
                        "Take at least " + MIN_CHARACTERS + ", better a generated one of 20.");
            }
            String verifier = ScramVerifier.of(password, surroundings.random()).format();
            spec.commandLine()
                    .getOut()
                    .println(id.map(name -> name + ":\n  kind: human\n  verifier: " + verifier)
                            .orElse(verifier));
            return Sallyport.OK;
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
