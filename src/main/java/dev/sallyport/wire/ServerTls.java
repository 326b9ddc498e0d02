package dev.sallyport.wire;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS towards clients. The files may be replaced while the gate runs: {@link #reloadIfChanged} takes new ones into use
 * for connections from then on, and keeps the old ones when the new ones are not good. Thread-safe.
 */
public final class ServerTls {

    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final TlsCredentials credentials;
    private final String protocol;
    private volatile Loaded loaded;

    /**
     * @param context for new connections
     * @param bindingHash the hash of the gate's certificate that SCRAM binds to (RFC 5929, section 4.1,
     *     {@code tls-server-end-point})
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Loaded(SslContext context, byte[] bindingHash, List<FileTime> times) {}

    /** @param protocol the ALPN name that clients who start with TLS must offer */
    public ServerTls(TlsCredentials credentials, String protocol) throws IOException {
        this.credentials = credentials;
        this.protocol = protocol;
        this.loaded = load();
    }

    public Loaded current() {
        return loaded;
    }

    /** Looks whether the files are others than before; blocks while it reads them. */
    public void reloadIfChanged() {
        try {
            if (!times().equals(loaded.times())) {
                loaded = load();
                LOG.atInfo()
                        .addKeyValue("event", "tls.replaced")
                        .log("TLS certificate {} loaded anew", credentials.certificate());
            }
        } catch (IOException failure) {
            LOG.atError()
                    .addKeyValue("event", "tls.rejected")
                    .log("TLS certificate not replaced, the old one stays: {}", failure.getMessage());
        }
    }

    private Loaded load() throws IOException {
        List<FileTime> times = times();
        try {
            X509Certificate[] chain = PemFile.certificates(credentials.certificate());
            SslContextBuilder builder = SslContextBuilder.forServer(
                            PemFile.privateKey(
                                    credentials.key(), chain[0].getPublicKey().getAlgorithm()),
                            chain)
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocol));
            credentials
                    .clientCa()
                    .ifPresent(ca -> builder.trustManager(ca.toFile()).clientAuth(ClientAuth.OPTIONAL));
            return new Loaded(builder.build(), bindingHash(chain[0]), times);
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new IOException(
                    "cannot use certificate %s with key %s: %s"
                            .formatted(credentials.certificate(), credentials.key(), failure.getMessage()),
                    failure);
        }
    }

    private List<FileTime> times() throws IOException {
        List<Path> files = new ArrayList<>(List.of(credentials.certificate(), credentials.key()));
        credentials.clientCa().ifPresent(files::add);
        List<FileTime> times = new ArrayList<>();
        for (Path file : files) {
            times.add(Files.getLastModifiedTime(file));
        }
        return times;
    }

    /** RFC 5929, section 4.1: the hash of the signature algorithm, but SHA-256 in place of MD5 and SHA-1. */
    public static byte[] bindingHash(X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        int with = algorithm.indexOf("WITH");
        String hash = with < 0 ? "SHA256" : algorithm.substring(0, with);
        String digest = switch (hash) {
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            case "SHA224" -> "SHA-224";
            default -> "SHA-256";
        };
        return MessageDigest.getInstance(digest).digest(certificate.getEncoded());
    }
}
