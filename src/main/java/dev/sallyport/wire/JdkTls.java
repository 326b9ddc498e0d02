package dev.sallyport.wire;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
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
            X509Certificate[] chain = PemFile.certificates(certificate);
            KeyStore store = empty();
            store.setKeyEntry(
                    "server", PemFile.privateKey(key, chain[0].getPublicKey().getAlgorithm()), NO_PASSWORD, chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new IOException(
                    "cannot use certificate %s with key %s: %s".formatted(certificate, key, failure.getMessage()),
                    failure);
        }
    }

    /** For a client that trusts these authorities, and no others. */
    public static SSLContext trusting(Path authorities) throws IOException {
        try {
            KeyStore store = empty();
            for (X509Certificate authority : PemFile.certificates(authorities)) {
                store.setCertificateEntry("authority " + store.size(), authority);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
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
