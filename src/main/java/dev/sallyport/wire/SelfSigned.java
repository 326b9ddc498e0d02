package dev.sallyport.wire;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes a certificate on first start, so that TLS is on from the first connection. */
public final class SelfSigned {

    private static final Duration VALID = Duration.ofDays(825);

    private SelfSigned() {}

    /**
     * The credentials in a folder; made when they are not there yet. The key's file is readable by its owner only.
     *
     * @param names the host names the certificate is for
     */
    public static TlsCredentials in(Path folder, List<String> names, Optional<Path> clientCa) throws IOException {
        Path certificate = folder.resolve("gate.crt");
        Path key = folder.resolve("gate.key");
        if (Files.notExists(certificate) || Files.notExists(key)) {
            Files.createDirectories(folder);
            write(certificate, key, names);
        }
        return new TlsCredentials(certificate, key, clientCa);
    }

    private static void write(Path certificate, Path key, List<String> names) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            Files.deleteIfExists(key);
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key, pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
            Files.writeString(certificate, pem(certificate(pair, names)));
        } catch (GeneralSecurityException | OperatorCreationException failure) {
            throw new IOException("cannot make a certificate: " + failure.getMessage(), failure);
        }
    }

    private static X509CertificateHolder certificate(KeyPair pair, List<String> names)
            throws IOException, OperatorCreationException {
        X500Name subject = new X500Name("CN=" + names.getFirst());
        Instant now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                subject,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(VALID)),
                subject,
                pair.getPublic());
        GeneralName[] alternatives = names.stream()
                .map(name -> new GeneralName(address(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
    }

    private static boolean address(String name) {
        return name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    private static String pem(Object object) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }
}
