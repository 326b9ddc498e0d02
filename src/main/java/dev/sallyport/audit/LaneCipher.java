package dev.sallyport.audit;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One key stream for all that a lane encrypts in a run, so that a record costs no more than its bytes: AES-256 in counter mode,
 * with a counter block of the lane's number (4 bytes), four zeros, and the number of the block (8 bytes). What is encrypted
 * takes the bytes of the stream that follow those taken before; none is taken twice. For the lane's own thread.
 *
 * <p>It hides what is encrypted from those who have the journal and not the key. That a record is as it was written is not its
 * business: of that the log tells.
 */
final class LaneCipher {

    private static final int BLOCK_BYTES = 16;

    private final Cipher cipher;
    private long position;

    LaneCipher(byte[] key, int lane) {
        this(key, lane, 0);
    }

    /** @param position where in the stream it begins */
    LaneCipher(byte[] key, int lane, long position) {
        this.cipher = cipher(key, lane, position / BLOCK_BYTES);
        byte[] _ = cipher.update(new byte[(int) (position % BLOCK_BYTES)]);
        this.position = position;
    }

    private static Cipher cipher(byte[] key, int lane, long block) {
        byte[] counter = ByteBuffer.allocate(BLOCK_BYTES)
                .putInt(lane)
                .putInt(0)
                .putLong(block)
                .array();
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(counter));
            return cipher;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no AES in counter mode", missing);
        }
    }

    /** Where in the stream what comes next begins. */
    long position() {
        return position;
    }

    /** Encrypts what is next in the stream, or decrypts it: in counter mode that is the same. */
    byte[] next(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] other = cipher.update(bytes);
        if (other == null || other.length != bytes.length) {
            throw new IllegalStateException("counter mode gives as many bytes as it takes");
        }
        position += bytes.length;
        return other;
    }
}
