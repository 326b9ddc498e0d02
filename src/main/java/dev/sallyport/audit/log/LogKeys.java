package dev.sallyport.audit.log;

import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

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

    private static SigningKey read(Path file, String name, VerifierKey.Type type) throws IOException {
        try {
            return SigningKey.parse(Files.readString(file));
        } catch (NoSuchFileException none) {
            SigningKey made = SigningKey.generate(name, type);
            Files.createDirectories(Durable.parent(file));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Durable.append(file, made.secret().getBytes(StandardCharsets.US_ASCII));
            return made;
        } catch (MalformedNote damaged) {
            throw new IOException(file + ": " + damaged.getMessage(), damaged);
        }
    }

    /** Where the public key is. */
    public static Path shown(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }
}
