package dev.sallyport.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A PEM file")
class PemFileTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    @DisplayName("gives its private key in the form of PKCS #8 and in older ones")
    void keys(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        KeyPair pair = generator.generateKeyPair();
        Object older = pair.getPrivate() instanceof ECPrivateKey elliptic ? sec1(elliptic) : pair.getPrivate();
        for (Object form : List.of(new JcaPKCS8Generator(pair.getPrivate(), null), older)) {
            StringWriter text = new StringWriter();
            try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
                writer.writeObject(form);
            }
            Path file = Files.writeString(folder.resolve("key.pem"), text.toString());
            Signature signature = Signature.getInstance(algorithm.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(PemFile.privateKey(file, algorithm));
            signature.update((byte) 7);
            byte[] signed = signature.sign();
            signature.initVerify(pair.getPublic());
            signature.update((byte) 7);
            assertThat(signature.verify(signed)).isTrue();
        }
    }

    /** As {@code openssl ecparam -genkey} writes it. */
    private static PemObject sec1(ECPrivateKey key) throws IOException {
        var structure = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1);
        return new PemObject("EC PRIVATE KEY", structure.getEncoded());
    }

    @Test
    @DisplayName("without what is looked for is an error that names it")
    void nothing() throws IOException {
        TlsCredentials own = SelfSigned.in(folder, List.of("localhost"), Optional.empty());
        assertThatThrownBy(() -> PemFile.privateKey(own.certificate(), "EC")).hasMessageContaining("gate.crt");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> PemFile.certificates(empty)).hasMessageContaining("empty.pem");
    }
}
