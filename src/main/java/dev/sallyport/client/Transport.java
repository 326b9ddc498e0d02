package dev.sallyport.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * How a server is reached.
 *
 * @param tls how much of TLS is demanded
 * @param authorities PEM file that the certificate is checked against; the platform's own without it
 * @param silence how long the server may say nothing before a read fails
 */
public record Transport(String host, int port, Tls tls, Optional<Path> authorities, Duration silence) {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int SSL_REQUEST = 80877103;

    /** libpq's {@code sslmode}s that are no guesswork. */
    public enum Tls {
        VERIFY_FULL,
        VERIFY_CA,
        REQUIRE,
        DISABLE
    }

    Socket open() throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            plain.setSoTimeout(Math.toIntExact(silence.toMillis()));
            plain.setTcpNoDelay(true);
            return tls == Tls.DISABLE ? plain : secured(plain);
        } catch (IOException failed) {
            plain.close();
            throw new IOException(host + ":" + port + ": " + failed.getMessage(), failed);
        }
    }

    /** PostgreSQL documentation, "Message Flow", "SSL Session Encryption". */
    private Socket secured(Socket plain) throws IOException {
        plain.getOutputStream()
                .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        if (plain.getInputStream().read() != 'S') {
            throw new IOException("the server does not offer TLS");
        }
        SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true);
        if (tls == Tls.VERIFY_FULL) {
            SSLParameters parameters = secured.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secured.setSSLParameters(parameters);
        }
        secured.startHandshake();
        return secured;
    }

    private SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException(
                    "the certificates that the server is checked against cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    private TrustManager[] trust() throws IOException, GeneralSecurityException {
        if (tls == Tls.REQUIRE) {
            return new TrustManager[] {new AnyCertificate()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities.isPresent() ? store(authorities.get()) : null);
        return factory.getTrustManagers();
    }

    private static KeyStore store(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
        }
        return store;
    }

    /** For {@link Tls#REQUIRE}, which encrypts and checks nothing. */
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String method) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String method) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
