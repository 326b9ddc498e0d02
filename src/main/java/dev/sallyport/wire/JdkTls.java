package dev.sallyport.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** TLS from PEM files for the JDK's own HTTP server and client. */
public final class JdkTls {

    /** Of a key store that is never written. */
    private static final char[] NO_PASSWORD = new char[0];

    private JdkTls() {}

    /**
     * For a server.
     *
     * @param certificate the server's first, then the chain
     * @param key not encrypted
     */
    public static SSLContext server(Path certificate, Path key) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(showing(certificate, key), null, null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("this JDK has no TLS", failure);
        }
    }

    private static KeyManager[] showing(Path certificate, Path key) throws IOException {
        try {
            X509Certificate[] chain = PemFile.certificates(certificate);
            KeyStore store = empty();
            store.setKeyEntry(
                    "own", PemFile.privateKey(key, chain[0].getPublicKey().getAlgorithm()), NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            return keys.getKeyManagers();
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new IOException(
                    "cannot use certificate %s with key %s: %s".formatted(certificate, key, failure.getMessage()),
                    failure);
        }
    }

    /** For a client that trusts these authorities, and no others. */
    public static SSLContext trusting(Path authorities) throws IOException {
        return client(Optional.of(authorities), Optional.empty());
    }

    /**
     * For a client.
     *
     * @param authorities that it trusts, and no others; those of the platform when empty
     * @param own certificate that it shows to who asks for one
     */
    public static SSLContext client(Optional<Path> authorities, Optional<TlsCredentials> own) throws IOException {
        TrustManager[] trusted = authorities.isPresent() ? trust(authorities.get()) : null;
        KeyManager[] shown =
                own.isPresent() ? showing(own.get().certificate(), own.get().key()) : null;
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trusted, null);
            return context;
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("this JDK has no TLS", failure);
        }
    }

    private static TrustManager[] trust(Path authorities) throws IOException {
        try {
            KeyStore store = empty();
            for (X509Certificate authority : PemFile.certificates(authorities)) {
                store.setCertificateEntry("authority " + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            return trust.getTrustManagers();
        } catch (GeneralSecurityException failure) {
            throw new IOException("cannot use " + authorities + ": " + failure.getMessage(), failure);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }
}
