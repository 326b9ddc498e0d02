package dev.sallyport.serve;

import dev.sallyport.audit.RunKeys;
import dev.sallyport.audit.log.Cosigner;
import dev.sallyport.audit.log.LogKeys;
import dev.sallyport.audit.log.LogWriter;
import dev.sallyport.audit.log.PrivateLeaves;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.Holds;
import dev.sallyport.audit.sealed.KeyTable;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Where a configured gate has its log. */
public final class AuditLog {

    private AuditLog() {}

    /** The folder that holds what anybody may have. */
    public static Path folder(Config config) {
        return config.data().resolve("log");
    }

    /** The file with the key that the log is signed with. */
    public static Path key(Config config) {
        return config.data().resolve("log.key");
    }

    /** The log's name, which its key has. */
    public static String origin(Config config) throws IOException {
        return signing(config).getFirst().verifier().name();
    }

    /** The file with the keys of what is sealed. */
    public static Path units(Config config) {
        return config.data().resolve("log.units");
    }

    /** What is sealed of records. */
    public static SealedStore sealed(Config config) {
        return new SealedStore(config.data().resolve("sealed"));
    }

    /** The folder of the log's index, which can be made again from the log. */
    public static Path index(Config config) {
        return config.data().resolve("index");
    }

    /** Every version of the policies that was in force. */
    public static PolicyArchive policies(Config config) {
        return new PolicyArchive(config.data().resolve("policies"));
    }

    /** What is under hold, by what the log says. */
    public static Holds holds(Config config) throws IOException {
        return Holds.open(holdsFile(config));
    }

    /** What the journal is encrypted with where it must not be in clear. */
    static RunKeys runKeys(Config config) {
        return new RunKeys(config.data().resolve("journal.keys"));
    }

    static Path holdsFile(Config config) {
        return config.data().resolve("log.holds");
    }

    static RetentionWatch.Files files(Config config) {
        return new RetentionWatch.Files(sealed(config), units(config), holdsFile(config));
    }

    /** Where orders to erase and to hold are handed to the gate. */
    public static AuditOrders orders(Config config) {
        return new AuditOrders(config.data().resolve("orders"));
    }

    /** The keys that the log is signed with; one is made at the first start. */
    static List<SigningKey> signing(Config config) throws IOException {
        List<SigningKey> keys =
                new ArrayList<>(List.of(LogKeys.key(key(config), config.audit().origin(), VerifierKey.Type.NOTE)));
        LogKeys.next(key(config)).ifPresent(keys::add);
        return keys;
    }

    static LogWriter open(Config config, Path journal, Cosigner cosigner) throws IOException {
        List<SigningKey> signing = signing(config);
        KeyTable units = KeyTable.open(units(config), new SecureRandom());
        return new LogWriter(
                folder(config),
                config.data().resolve("log.state"),
                journal,
                signing,
                new PrivateLeaves(
                        signing.getFirst().verifier().name(),
                        units,
                        sealed(config),
                        holds(config),
                        config.data().resolve("log.state/erase"),
                        runKeys(config)::open),
                cosigner);
    }
}
