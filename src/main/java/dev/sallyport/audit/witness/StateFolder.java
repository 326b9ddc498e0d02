package dev.sallyport.audit.witness;

import dev.sallyport.audit.log.Durable;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * A witness's key, and a file for each log with the checkpoint that it cosigned last: {@code <SHA-256 of the
 * origin>.checkpoint}. What contradicts one is kept beside it. Locked against a second witness while it is open. Thread-safe for different logs.
 *
 * <p>It must never go back: a witness whose folder is restored from a copy may cosign a second history.
 */
public final class StateFolder implements Memory, Closeable {

    private static final String KEY = "key";

    private final Path folder;
    private final FileChannel lock;

    private StateFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** @throws IOException also when another process has it open */
    public static StateFolder open(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked(channel)) {
            channel.close();
            throw new IOException(folder + " is in use by another witness");
        }
        return new StateFolder(folder, channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException _) {
            return false; // by this process
        }
    }

    /** The witness's key, if it has one already. */
    public Optional<SigningKey> key() throws IOException {
        Path file = folder.resolve(KEY);
        try {
            return Optional.of(SigningKey.parse(Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (MalformedNote damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    /** Makes the witness's key. */
    public SigningKey makeKey(String name) throws IOException {
        SigningKey key = SigningKey.generate(name, VerifierKey.Type.COSIGNATURE);
        Path file = folder.resolve(KEY);
        // Where Durable writes first, so that nobody else can read it at any time.
        Path fresh = folder.resolve(KEY + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Durable.replace(file, key.secret().getBytes(StandardCharsets.UTF_8));
        return key;
    }

    private Path file(String origin) {
        return folder.resolve(Witness.hash(origin) + ".checkpoint");
    }

    @Override
    public Optional<SignedNote> latest(String origin) throws IOException {
        Path file = file(origin);
        try {
            return Optional.of(SignedNote.parse(Files.readString(file)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (MalformedNote damaged) {
            throw new IOException(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    @Override
    public void keep(String origin, SignedNote checkpoint) throws IOException {
        Durable.replace(file(origin), checkpoint.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Only the first: it is proof enough, and more could fill the disk. */
    @Override
    public void contradicted(String origin, SignedNote checkpoint) throws IOException {
        Path file = folder.resolve(Witness.hash(origin) + ".contradiction");
        if (Files.notExists(file)) {
            String latest = latest(origin).map(SignedNote::toString).orElse("");
            Durable.replace(file, (latest + "\n" + checkpoint).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Lets another witness in. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
