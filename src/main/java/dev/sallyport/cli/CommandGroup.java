package dev.sallyport.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Commands that only hold others. */
final class CommandGroup {

    private CommandGroup() {}

    private static void missing(CommandLine.Model.CommandSpec spec) {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is missing after '" + spec.name() + "': "
                        + String.join(", ", spec.subcommands().keySet()));
    }

    @Command(
            name = "policy",
            mixinStandardHelpOptions = true,
            description = "Check, test and explain policies.",
            descriptionHeading = "%n",
            optionListHeading = "%nOptions:%n",
            commandListHeading = "%nCommands:%n",
            footerHeading = "%nExamples:%n",
            footer = {"  sallyport policy check", "  sallyport policy test policies --catalog shop.json"})
    static final class Policy implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            missing(spec);
        }
    }

    @Command(
            name = "catalog",
            mixinStandardHelpOptions = true,
            description = "Save and show what the gate knows of a database's tables and columns.",
            descriptionHeading = "%n",
            optionListHeading = "%nOptions:%n",
            commandListHeading = "%nCommands:%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  sallyport catalog save --database shop --output shop.json",
                "  sallyport catalog show --catalog shop.json"
            })
    static final class Catalog implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            missing(spec);
        }
    }

    @Command(
            name = "audit",
            mixinStandardHelpOptions = true,
            description = "Reads the records, and checks the log that they are in.",
            descriptionHeading = "%n",
            optionListHeading = "%nOptions:%n",
            commandListHeading = "%nCommands:%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  sallyport audit tail --follow",
                "  sallyport audit search --as ada --since 1d --tag pii",
                "  sallyport audit verify --pin last-checkpoint"
            })
    static final class Audit implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public void run() {
            missing(spec);
        }
    }
}
