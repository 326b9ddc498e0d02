package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.yaml.Suggestion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Opens psql at the gate, or prints what another client needs. */
@Command(
        name = "connect",
        mixinStandardHelpOptions = true,
        description = {
            "Open psql at the gate, or print what another client needs.",
            "Beside the gate's configuration, its address and certificate are taken from there; elsewhere --host, --port"
                    + " and --ca tell them. No password is printed: psql asks for it, or has it from PGPASSWORD or"
                    + " ~/.pgpass."
        },
        descriptionHeading = "%n",
        parameterListHeading = "%nParameters:%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport connect shop --user ada",
            "  sallyport connect shop --user ada -- -c 'select 1'",
            "  sallyport connect shop --host gate.internal --ca gate-ca.pem --print jdbc",
            "  eval \"$(sallyport connect shop --user ada --print env)\"",
            "",
            "Exits as psql does."
        })
final class ConnectCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "DATABASE", description = "The database, by its name at the gate.")
    private String database = "";

    @Parameters(index = "1..*", paramLabel = "ARG", description = "Passed on to psql; put them after --.")
    private List<String> arguments = List.of();

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--user",
            paramLabel = "ID",
            defaultValue = "${env:PGUSER:-${sys:user.name}}",
            description = "The identity to log in as (default: PGUSER, or the user of this machine).")
    private String user = "";

    @Mixin
    private GateOption gate = new GateOption();

    @Option(
            names = "--print",
            paramLabel = "FORM",
            description = "Do not connect; print what a client needs: ${COMPLETION-CANDIDATES}.")
    private Optional<GateAddress.Form> form = Optional.empty();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        gate.check();
        GateAddress address = address();
        if (form.isPresent()) {
            spec.commandLine().getOut().println(address.in(form.get()));
            return Sallyport.OK;
        }
        return psql(address);
    }

    private GateAddress address() throws IOException {
        if (gate.named()) {
            return gate.address(database, user);
        }
        if (!config.present()) {
            throw CommandFailure.usage(
                    "where is the gate? There is no configuration " + config.file() + " here.",
                    "Give --host (and --port, --ca), or the gate's configuration with --config.");
        }
        Config loaded = config.load();
        ConfigOption.database(loaded, Optional.of(database));
        known(loaded);
        return gate.address(loaded, database, user);
    }

    private void known(Config loaded) {
        Set<String> identities = loaded.identities().keySet();
        if (!identities.contains(user)) {
            throw CommandFailure.usage(
                    "there is no identity '" + user + "'" + Suggestion.text(user, identities),
                    "Say with --user who you are. The configuration has: "
                            + String.join(", ", identities.stream().sorted().toList()));
        }
    }

    private int psql(GateAddress address) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("psql"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(address.environment());
        Process psql = start(builder);
        // Ctrl-C reaches psql as well and means the statement there: this process ends when psql does.
        Thread after = Thread.ofPlatform().unstarted(() -> await(psql));
        Runtime.getRuntime().addShutdownHook(after);
        return psql.waitFor();
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException missing) {
            throw CommandFailure.usage(
                    "psql cannot be started: " + missing.getMessage(),
                    "Install PostgreSQL's client (Debian: apt-get install postgresql-client), or use another one with"
                            + " what --print says.");
        }
    }

    private static void await(Process psql) {
        try {
            psql.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
