package dev.sallyport.serve;

import dev.sallyport.config.Config;
import dev.sallyport.config.Secret;
import dev.sallyport.statement.MaskKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The secrets behind hashes and tokens: those that policies are given, and one that the gate makes at its first start. */
public final class MaskSecrets {

    private MaskSecrets() {}

    /** @throws IOException when a secret cannot be had or used; the message tells whose and nothing of it */
    public static MaskKeys keys(Config config) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, byte[]> secrets = revealed(config, problems);
        if (!problems.isEmpty()) {
            throw new IOException(String.join("\n", problems));
        }
        Path file = file(config);
        try {
            return new MaskKeys(own(file), secrets);
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + " is not what the gate wrote: " + broken.getMessage(), broken);
        }
    }

    /** Where the secret is that the gate makes itself. */
    public static Path file(Config config) {
        return config.data().resolve("mask.key");
    }

    /** What is wrong with the secrets that policies are given, for people. Fetches them. */
    public static List<String> problems(Config config) {
        List<String> problems = new ArrayList<>();
        revealed(config, problems);
        return problems;
    }

    private static Map<String, byte[]> revealed(Config config, List<String> problems) {
        Map<String, byte[]> secrets = new HashMap<>();
        new TreeMap<>(config.maskKeys()).forEach((policy, source) -> {
            String whose = "the mask key of policy '" + policy + "': ";
            try {
                byte[] secret = source.reveal().getBytes(StandardCharsets.UTF_8);
                secrets.put(policy, secret);
                if (secret.length < MaskKeys.MIN_SECRET_BYTES) {
                    problems.add(whose + "the secret has " + secret.length + " bytes; it must have at least "
                            + MaskKeys.MIN_SECRET_BYTES + ". Make one with: openssl rand -base64 32");
                }
            } catch (Secret.Unavailable unavailable) {
                problems.add(whose + unavailable.getMessage());
            }
        });
        return secrets;
    }

    private static byte[] own(Path file) throws IOException {
        if (Files.notExists(file)) {
            byte[] secret = new byte[MaskKeys.MIN_SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, secret);
        }
        return Files.readAllBytes(file);
    }
}
