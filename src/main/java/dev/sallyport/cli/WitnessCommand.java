package dev.sallyport.cli;

import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.witness.StateFolder;
import dev.sallyport.audit.witness.Witness;
import dev.sallyport.audit.witness.WitnessServer;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.wire.JdkTls;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a witness of logs. */
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        description = {
            "Cosign what gates' logs say of themselves, on a machine that is not theirs.",
            "A witness remembers how far it has seen each log, and signs only what continues that. Run it where the"
                    + " gate's administrators have no say; what it learns is a log's name, its size and when it grew,"
                    + " and nothing of what is in it. Serves until it is told to stop (SIGTERM, Ctrl-C). See"
                    + " docs/witness.md."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "  2:the command line is wrong, the address is taken, or the state cannot be used",
            "130:told to stop by Ctrl-C",
            "143:told to stop by SIGTERM"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport witness --origin-key audit.acme.example/eu+1c2d...+AQ... --state /var/lib/witness \\",
            "      --listen 0.0.0.0:8443 --name witness.audit.example/w1 --tls-cert w1.crt --tls-key w1.key",
            "  sallyport witness --origin-key \"$(cat eu.vkey)\" --origin-key \"$(cat us.vkey)\" --state state \\",
            "      --listen 127.0.0.1:8080"
        })
final class WitnessCommand implements Callable<Integer> {

    @Option(
            names = "--origin-key",
            paramLabel = "VKEY",
            required = true,
            arity = "1..*",
            description = "The public key of a log to watch; its name is the log's origin. May be given several times,"
                    + " also for one log that changes its key.")
    private List<String> logs = new ArrayList<>();

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            required = true,
            description = "Where the witness keeps its key and what it has seen; made if missing. Never put back an"
                    + " older copy of it.")
    private Path folder = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            required = true,
            description = "Where to take checkpoints.")
    private String listen = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "The name of the key that is made at the first start, best one under a domain of yours"
                    + " (default: this machine's name and /witness).")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "Serve HTTPS with this certificate (PEM, the chain after it). Needs --tls-key.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "The certificate's key (PEM, not encrypted).")
    private Optional<Path> certificateKey = Optional.empty();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<VerifierKey> keys = logs.stream().map(this::log).toList();
        InetSocketAddress address = address();
        Optional<SSLContext> tls = tls();
        CountDownLatch stop = new CountDownLatch(1);
        try (StateFolder state = StateFolder.open(folder)) {
            SigningKey key = key(state);
            Witness witness = new Witness(key, keys, state, InstantSource.system());
            try (WitnessServer server = WitnessServer.start(address, tls, witness)) {
                // What is under way is answered while the process ends, and the JVM waits for that.
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
                Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(stop::countDown));
                tell(witness, keys, new InetSocketAddress(address.getAddress(), server.port()));
                stop.await();
            }
        }
        return Sallyport.OK;
    }

    private VerifierKey log(String text) {
        try {
            VerifierKey key = VerifierKey.parse(text.strip());
            if (key.type() == VerifierKey.Type.NOTE) {
                return key;
            }
        } catch (MalformedNote wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--origin-key: " + wrong.getMessage(), wrong);
        }
        throw new CommandLine.ParameterException(
                spec.commandLine(), "--origin-key: '" + text + "' is the key of a witness, not of a log");
    }

    private InetSocketAddress address() throws IOException {
        return ListenAddress.parse(listen).orElseThrow(this::badAddress).resolve();
    }

    private CommandLine.ParameterException badAddress() {
        return new CommandLine.ParameterException(
                spec.commandLine(),
                "--listen: '" + listen + "' is not ADDRESS:PORT, such as 127.0.0.1:8080 or [::]:8443");
    }

    private Optional<SSLContext> tls() throws IOException {
        if (certificate.isPresent() != certificateKey.isPresent()) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--tls-cert and --tls-key belong together");
        }
        return certificate.isPresent() && certificateKey.isPresent()
                ? Optional.of(JdkTls.server(certificate.get(), certificateKey.get()))
                : Optional.empty();
    }

    private SigningKey key(StateFolder state) throws IOException {
        Optional<SigningKey> there = state.key();
        if (there.isEmpty()) {
            String made =
                    name.isPresent() ? name.get() : InetAddress.getLocalHost().getHostName() + "/witness";
            if (!VerifierKey.isName(made)) {
                throw CommandFailure.usage(
                        "'" + made + "' cannot be the name of a key", "Give --name, without blanks and plus signs.");
            }
            return state.makeKey(made);
        }
        String present = there.get().verifier().name();
        if (name.isPresent() && !name.get().equals(present)) {
            throw CommandFailure.usage(
                    "the key in " + folder + " has the name " + present + ", not " + name.get(),
                    "A witness with another name is another witness: give it another --state.");
        }
        return there.get();
    }

    private void tell(Witness witness, List<VerifierKey> keys, InetSocketAddress address) {
        PrintWriter out = spec.commandLine().getOut();
        String host = address.getAddress().isAnyLocalAddress()
                ? witness.key().name().replaceFirst("/.*", "")
                : address.getAddress().getHostAddress();
        String url = "%s://%s:%d"
                .formatted(
                        certificate.isPresent() ? "https" : "http",
                        host.indexOf(':') < 0 ? host : "[" + host + "]",
                        address.getPort());
        out.println("sallyport: watches "
                + String.join(
                        ", ", keys.stream().map(VerifierKey::name).distinct().toList()));
        out.println(
                "sallyport: the line for the policy file of whoever trusts this witness (the address as they see it):");
        out.println("witness " + witness.key().name() + " " + witness.key() + " " + url);
        out.flush();
    }
}
