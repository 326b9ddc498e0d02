package dev.sallyport.serve;

import dev.sallyport.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What somebody shows who asks a gate for what it tells of persons: the content of a file that only its user reads. */
public final class ObserveToken {

    private static final int BYTES = 32;
    private static final int CHARACTERS = 2 * BYTES;

    private ObserveToken() {}

    /** Where a configured gate keeps it. */
    public static Path file(Config config) {
        return config.data().resolve("observe.token");
    }

    /** @throws IOException when there is none, or something else is in the file; nothing of it is told */
    public static String read(Path file) throws IOException {
        String token = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        if (token.length() != CHARACTERS || !token.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException(file + " is not what a gate wrote; remove it, and the gate makes one when it starts");
        }
        return token;
    }

    /** The gate's own, made at the first start. */
    static String ofGate(Config config) throws IOException {
        Path file = file(config);
        if (Files.notExists(file)) {
            byte[] token = new byte[BYTES];
            new SecureRandom().nextBytes(token);
            Path fresh = file.resolveSibling("observe.token.new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(fresh, HexFormat.of().formatHex(token) + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return read(file);
    }
}
