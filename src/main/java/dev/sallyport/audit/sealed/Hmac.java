package dev.sallyport.audit.sealed;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256, many times with little to set up. Not thread-safe. */
final class Hmac {

    static final int BYTES = 32;
    private static final String NAME = "HmacSHA256";

    private final Mac mac;

    Hmac() {
        try {
            mac = Mac.getInstance(NAME);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no HMAC-SHA-256", missing);
        }
    }

    byte[] of(byte[] key, byte[] what) {
        return keyed(key).doFinal(what);
    }

    byte[] of(byte[] key, byte what) {
        Mac keyed = keyed(key);
        keyed.update(what);
        return keyed.doFinal();
    }

    byte[] of(byte[] key, String what) {
        return of(key, what.getBytes(StandardCharsets.UTF_8));
    }

    private Mac keyed(byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, NAME));
            return mac;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("HMAC-SHA-256 takes any key", impossible);
        }
    }
}
