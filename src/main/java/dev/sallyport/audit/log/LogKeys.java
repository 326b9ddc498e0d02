package dev.sallyport.audit.log;

import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The file of a private key, which only its owner reads, and beside it that of the public one, for everybody. */
public final class LogKeys {

    private LogKeys() {}

    /**
     * Reads a key, or makes one at the first start.
     *
     * @param name of a new key: the origin of the log, or the name of the witness
     * @throws IOException when it cannot be read or written, or is damaged; the message holds nothing of it
     */
    public static SigningKey key(Path file, String name, VerifierKey.Type type) throws IOException {
        SigningKey key = read(file, name, type);
        Path shown = shown(file);
        if (Files.notExists(shown)) {
            Files.writeString(shown, key.verifier() + "\n");
        }
        return key;
    }

    /** The key that is to take the place of another, if there is one. */
    public static Optional<SigningKey> next(Path file) throws IOException {
        Path next = nextFile(file);
        return Files.exists(next) ? Optional.of(parsed(next)) : Optional.empty();
    }

    private static Path nextFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".next");
    }

    /**
     * Makes the key that is to take the place of another.
     *
     * @throws IOException also when there is one already
     */
    public static SigningKey makeNext(Path file) throws IOException {
        SigningKey now = parsed(file);
        SigningKey next =
                SigningKey.generate(now.verifier().name(), now.verifier().type());
        write(nextFile(file), next);
        Durable.replace(shown(nextFile(file)), (next.verifier() + "\n").getBytes(StandardCharsets.UTF_8));
        return next;
    }

    /**
     * Puts the next key in the place of the present one, which is gone then.
     *
     * @throws IOException also when there is no next
     */
    public static SigningKey finish(Path file) throws IOException {
        SigningKey next = parsed(nextFile(file));
        Files.move(nextFile(file), file, StandardCopyOption.ATOMIC_MOVE);
        Files.move(shown(nextFile(file)), shown(file), StandardCopyOption.ATOMIC_MOVE);
        Durable.force(Durable.parent(file));
        return next;
    }

    private static void write(Path file, SigningKey key) throws IOException {
        Files.createDirectories(Durable.parent(file));
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Durable.append(file, key.secret().getBytes(StandardCharsets.US_ASCII));
    }

    private static SigningKey parsed(Path file) throws IOException {
        try {
            return SigningKey.parse(Files.readString(file));
        } catch (MalformedNote damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    private static SigningKey read(Path file, String name, VerifierKey.Type type) throws IOException {
        if (Files.notExists(file)) {
            write(file, SigningKey.generate(name, type));
        }
        return parsed(file);
    }

    /** Where the public key is. */
    public static Path shown(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }
}
