package dev.sallyport.cli;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.config.Config;
import dev.sallyport.serve.AuditLog;
import dev.sallyport.serve.Witnesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which log is meant, and whose signatures count. */
final class LogOption {

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description = "The log's folder, or a copy of it (default: the configuration's).")
    private Optional<Path> log = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "VKEY",
            description =
                    "The log's public key, as 'sallyport audit key' prints it, from somebody you trust. May be given"
                            + " several times. Without it, the one beside the log is taken.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description =
                    "A trust policy (C2SP tlog-policy) with the log's public keys and the witnesses that must have"
                            + " cosigned, in the place of --key.")
    private Optional<Path> policy = Optional.empty();

    /**
     * Whose signatures count.
     *
     * @param given whether somebody outside said so
     */
    record Trusted(List<VerifierKey> keys, boolean given, Optional<TrustPolicy> policy) {}

    /** The log; ends the command when there is none. */
    LogFolder folder() throws IOException {
        Path folder = log.isPresent() ? log.get() : AuditLog.folder(config.load());
        if (!Files.isDirectory(folder)) {
            throw CommandFailure.usage(
                    "there is no log in " + folder, "A gate makes one at its first start; name a copy with --log.");
        }
        return new LogFolder(folder);
    }

    /** What is sealed of records, where the gate has it; of a copy of the log nobody knows where that is. */
    Optional<SealedStore> sealed() throws IOException {
        return log.isPresent() ? Optional.empty() : Optional.of(AuditLog.sealed(config.load()));
    }

    /** Whether it is a copy, of which nobody knows where the rest of the gate's files is. */
    boolean isCopy() {
        return log.isPresent();
    }

    Config config() throws IOException {
        return config.load();
    }

    Trusted trusted() throws IOException {
        if (policy.isPresent()) {
            if (!keys.isEmpty()) {
                throw CommandFailure.usage("--policy and --key are both given", "The policy has the keys in it.");
            }
            TrustPolicy read = Witnesses.policy(policy.get());
            return new Trusted(read.logs().stream().map(TrustPolicy.Log::key).toList(), true, Optional.of(read));
        }
        if (!keys.isEmpty()) {
            List<VerifierKey> parsed = new ArrayList<>();
            for (String key : keys) {
                parsed.add(parsed(key, "--key"));
            }
            return new Trusted(parsed, true, Optional.empty());
        }
        Path file = shown();
        if (!Files.isReadable(file)) {
            throw CommandFailure.usage(
                    "whose signatures count? There is no " + file,
                    "Give the log's public key with --key; 'sallyport audit key' prints it at the gate.");
        }
        return new Trusted(List.of(parsed(Files.readString(file).strip(), file.toString())), false, Optional.empty());
    }

    /** Where the gate puts the public key, seen from its log. */
    private Path shown() throws IOException {
        return log.isPresent()
                ? log.get().toAbsolutePath().normalize().resolveSibling("log.key.pub")
                : LogKeys.shown(AuditLog.key(config.load()));
    }

    /** The key that the gate signs with now; ends the command when it has none yet. */
    String key() throws IOException {
        Path file = shown();
        if (!Files.isReadable(file)) {
            throw CommandFailure.usage("there is no " + file, "A gate makes it at its first start.");
        }
        return parsed(Files.readString(file).strip(), file.toString()).toString();
    }

    private static VerifierKey parsed(String text, String from) {
        try {
            return VerifierKey.parse(text);
        } catch (MalformedNote wrong) {
            throw CommandFailure.usage(
                    from + ": " + wrong.getMessage(), "A key looks like: name+1234abcd+AbCd... (on one line)");
        }
    }
}
