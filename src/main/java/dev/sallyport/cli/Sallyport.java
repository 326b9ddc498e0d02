package dev.sallyport.cli;

import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the command line. */
@Command(
        name = "sallyport",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "An identity-aware gate in front of databases.",
            "People, services and AI agents connect through it with the clients they already use. It knows who they"
                    + " are, judges every statement by policy, masks what they may not see, and keeps the record."
        },
        synopsisHeading = "Usage: ",
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%n",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:what was to be checked is not right",
            " 2:the command line or the configuration is wrong",
            "70:a fault of the program"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport demo --check",
            "  sallyport init --database-url postgresql://sallyport@db.internal/shop --dir gate",
            "  sallyport check --config gate/sallyport.yaml --connect",
            "  sallyport connect shop --user alice",
            "  sallyport policy explain --as alice --database shop \"DELETE FROM orders\"",
            "",
            "'sallyport COMMAND --help' tells more about a command."
        })
public final class Sallyport implements Runnable {

    static final int OK = 0;

    /** What was to be checked is not right. */
    static final int CHECK_FAILED = 1;

    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;

    /** A fault of the program ({@code EX_SOFTWARE} of sysexits). */
    static final int INTERNAL = 70;

    private static final int USAGE_COLUMNS = 100;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private Sallyport() {}

    /** @return the exit code, as the help says */
    public static int run(String... args) {
        return commandLine(new Surroundings(
                        new Once<>(Sallyport::dialect), new TerminalPasswords(System.in), new SecureRandom()))
                .execute(args);
    }

    /** For explanations and tests of policies: one statement at a time, and no secret in what is printed. */
    private static Surroundings.Dialect dialect() {
        PostgresAnalyzer analyzer = new PostgresAnalyzer(1);
        return new Surroundings.Dialect(
                analyzer,
                new PostgresGoverning(),
                new PostgresMasks(MaskKeys.known(), analyzer),
                new PostgresCounting());
    }

    /** The command line, with every command in it. */
    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine policy = new CommandLine(new CommandGroup.Policy())
                .addSubcommand(new PolicyCheckCommand(surroundings))
                .addSubcommand(new PolicyTestCommand(surroundings))
                .addSubcommand(new PolicyExplainCommand(surroundings));
        CommandLine catalog = new CommandLine(new CommandGroup.Catalog())
                .addSubcommand(new CatalogSaveCommand())
                .addSubcommand(new CatalogShowCommand());
        CommandLine audit = new CommandLine(new CommandGroup.Audit())
                .addSubcommand(new AuditTailCommand())
                .addSubcommand(new AuditSearchCommand())
                .addSubcommand(new AuditSessionCommand())
                .addSubcommand(new AuditReindexCommand())
                .addSubcommand(new AuditParquetCommand())
                .addSubcommand(new AuditShowCommand())
                .addSubcommand(new AuditExportCommand())
                .addSubcommand(new AuditVerifyCommand())
                .addSubcommand(new AuditProveCommand())
                .addSubcommand(new AuditCheckProofCommand())
                .addSubcommand(new AuditKeyCommand())
                .addSubcommand(new AuditRotateKeyCommand())
                .addSubcommand(new AuditEraseCommand(surroundings))
                .addSubcommand(new AuditHoldCommand(surroundings))
                .addSubcommand(new AuditReleaseCommand(surroundings))
                .addSubcommand(new AuditHoldsCommand());
        CommandLine root = new CommandLine(new Sallyport())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new InitCommand(surroundings))
                .addSubcommand(new PasswordCommand(surroundings))
                .addSubcommand(new CheckCommand(surroundings))
                .addSubcommand(new ServeCommand())
                .addSubcommand(new ConnectCommand())
                .addSubcommand(new StatementsCommand())
                .addSubcommand(policy)
                .addSubcommand(catalog)
                .addSubcommand(new ClassifyCommand(surroundings))
                .addSubcommand(new SelfTestCommand(surroundings))
                .addSubcommand(audit)
                .addSubcommand(new EvidenceCommand())
                .addSubcommand(new WitnessCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new CommandLine.HelpCommand());
        versioned(root);
        root.getHelpSectionMap().put(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST, Topics::render);
        root.setUsageHelpWidth(USAGE_COLUMNS);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setExecutionExceptionHandler((failure, line, _) -> failed(failure, line));
        root.setParameterExceptionHandler((wrong, _) -> misused(wrong));
        return root;
    }

    /** {@code --version} says the same after every command. */
    private static void versioned(CommandLine line) {
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(Sallyport::versioned);
    }

    private static int failed(Exception failure, CommandLine line) {
        PrintWriter err = line.getErr();
        String message = Optional.ofNullable(failure.getMessage())
                .orElse(failure.getClass().getSimpleName());
        return switch (failure) {
            case CommandFailure known -> {
                message.lines().forEach(text -> err.println("sallyport: " + text));
                yield known.exitCode();
            }
            case IOException unreadable -> {
                err.println("sallyport: " + told(unreadable, message));
                yield USAGE;
            }
            default -> {
                err.println("sallyport: this is a fault of the program; please report it with what follows");
                failure.printStackTrace(err);
                yield INTERNAL;
            }
        };
    }

    /** The system's own exceptions have a path for a message, and say what is wrong by their name. */
    private static String told(IOException failure, String message) {
        return switch (failure) {
            case NoSuchFileException _ -> "there is no " + message;
            case AccessDeniedException _ -> "no permission for " + message;
            default ->
                failure.getClass().equals(IOException.class)
                        ? message
                        : failure.getClass().getSimpleName() + ": " + message;
        };
    }

    private static int misused(CommandLine.ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("sallyport: " + wrong.getMessage());
        if (wrong instanceof CommandLine.UnmatchedArgumentException unmatched) {
            List<String> near = unmatched.getSuggestions();
            if (!near.isEmpty()) {
                err.println("Did you mean: " + String.join(", ", near) + "?");
            }
        }
        err.println("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return Sallyport.USAGE;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }
}
