package dev.sallyport.wire;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the gate's own certificate lies.
 *
 * @param certificate PEM, the gate's certificate first, then the chain
 * @param key PEM, PKCS #8, not encrypted
 * @param clientCa PEM; when there, clients may log in with a certificate of it
 */
public record TlsCredentials(Path certificate, Path key, Optional<Path> clientCa) {}
