package dev.sallyport.demo;

import dev.sallyport.config.Config;
import dev.sallyport.config.ConfigResult;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.serve.RunningGate;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A sample shop in an embedded PostgreSQL and a gate in front of it, until it is closed. All of it lies in one folder. */
public final class Demo implements AutoCloseable {

    /** The password of all three identities. */
    public static final String PASSWORD = "sallyport";

    private static final List<String> POLICIES =
            List.of("administrators.yaml", "analysts.yaml", "read-only-agents.yaml", "classification.yaml");

    private final Path folder;
    private final EmbeddedPostgres postgres;
    private final RunningGate gate;

    /**
     * Starts it.
     *
     * @param port where the gate listens; 0 for a free one
     * @param version the product's
     * @throws IOException when the server, the port or the folder cannot be had
     */
    public Demo(int port, String version) throws IOException {
        folder = Files.createTempDirectory("sallyport-demo");
        postgres = EmbeddedPostgres.builder().start();
        fill();
        gate = new RunningGate(config(port), version);
    }

    private void fill() throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(resource("shop.sql"));
        } catch (SQLException failed) {
            throw new IOException("the sample shop could not be made: " + failed.getMessage(), failed);
        }
    }

    private Config config(int port) throws IOException {
        Path policies = Files.createDirectories(folder.resolve("policies"));
        for (String name : POLICIES) {
            Files.writeString(policies.resolve(name), resource("policies/" + name));
        }
        String verifier =
                ScramVerifier.of(PASSWORD.toCharArray(), new SecureRandom()).format();
        Path file = folder.resolve("sallyport.yaml");
        Files.writeString(file, """
                data: data
                policies: policies
                listen:
                  postgres: {address: 127.0.0.1, port: %d, tls: {require: false}}
                databases:
                  shop:
                    environment: production
                    jurisdiction: eu
                    upstream: {host: localhost, port: %d, database: postgres, user: postgres, tls: disable}
                identities:
                  ada: {kind: human, groups: [analysts], attributes: {region: eu}, verifier: '%s'}
                  dan: {kind: human, groups: [dba], verifier: '%s'}
                  bot: {kind: agent, acts-for: [ada], purposes: [support], verifier: '%s'}
                """.formatted(port, postgres.getPort(), verifier, verifier, verifier));
        return switch (Config.load(file)) {
            case ConfigResult.Loaded(Config config, var _) -> config;
            case ConfigResult.Invalid(var problems) -> throw new IOException(problems.toString());
        };
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Demo.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    public int port() {
        return gate.port();
    }

    /** Where configuration, policies and journal lie. */
    public Path folder() {
        return folder;
    }

    /** Stops both servers; the folder stays, with the journal in it. */
    @Override
    public void close() throws IOException {
        gate.close();
        postgres.close();
    }
}
