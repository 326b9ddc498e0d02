package dev.sallyport.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.Properties;

/**
 * How the catalog reader reaches a database.
 *
 * @param password fetched for each connection; absent where the server asks for none
 * @param authorities PEM file that the server's certificate is checked against; the platform's own without it
 * @param identity certificate and key to show to the server; needs {@code authorities} where the server is checked
 */
public record ConnectionSettings(
        String host,
        int port,
        String database,
        String user,
        Optional<Password> password,
        Tls tls,
        Optional<Path> authorities,
        Optional<Identity> identity) {

    private static final int CONNECT_SECONDS = 10;

    /** Longer than any of the reader's queries may take. */
    private static final int SOCKET_SECONDS = 60;

    /** Where the password is to be had. */
    @FunctionalInterface
    public interface Password {

        /** @throws Exception with a message that names the source and no secret */
        String reveal() throws Exception;
    }

    /** How much of TLS is demanded, in the words of the driver. */
    public enum Tls {
        VERIFY_FULL("verify-full"),
        VERIFY_CA("verify-ca"),
        REQUIRE("require"),
        DISABLE("disable");

        private final String mode;

        Tls(String mode) {
            this.mode = mode;
        }

        boolean verifies() {
            return this == VERIFY_FULL || this == VERIFY_CA;
        }
    }

    /** PEM files. */
    public record Identity(Path certificate, Path key) {

        /** The kind of key, which the driver does not find out by itself. */
        private String algorithm() {
            try (InputStream in = Files.newInputStream(certificate)) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(in)
                        .getPublicKey()
                        .getAlgorithm();
            } catch (IOException | CertificateException unreadable) {
                return "RSA"; // the driver says what is wrong with the file
            }
        }
    }

    String url() {
        String address = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "jdbc:postgresql://" + address + ":" + port + "/";
    }

    /** The driver's properties without the password. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("PGDBNAME", database);
        properties.setProperty("ApplicationName", "sallyport catalog");
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(SOCKET_SECONDS));
        properties.setProperty("readOnly", "true");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("sslmode", tls.mode);
        if (tls != Tls.DISABLE) {
            authorities.ifPresent(file -> properties.setProperty("sslrootcert", file.toString()));
            identity.ifPresent(files -> {
                properties.setProperty("sslcert", files.certificate().toString());
                properties.setProperty("sslkey", files.key().toString());
                properties.setProperty("pemKeyAlgorithm", files.algorithm());
            });
            if (tls.verifies() && authorities.isEmpty()) {
                // The driver's own default is a file in the user's home folder, and no check against the platform's.
                properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
            }
        }
        return properties;
    }
}
