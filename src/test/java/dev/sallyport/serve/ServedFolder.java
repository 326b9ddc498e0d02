package dev.sallyport.serve;

import dev.sallyport.identity.ScramVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Writes what a gate needs that lets one identity, {@code ada}, do everything at one server. */
final class ServedFolder {

    static final String USER = "ada";
    static final String PASSWORD = "open sesame";

    private ServedFolder() {}

    /** @return the configuration file */
    static Path write(Path folder, int serverPort) throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        Files.writeString(
                folder.resolve("policies/all.yaml"), "policy: all\nrules:\n  - allow: [all]\n    on: ['*']\n");
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        return Files.writeString(folder.resolve("sallyport.yaml"), """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: 0, tls: {require: false}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: service, verifier: '%s'}
                audit: {segment: 4MiB}
                """.formatted(serverPort, verifier));
    }
}
