import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Reading and writing of the binary format's integers (WebAssembly Core Specification, "Values"). */
final class WasmBytes {

    private WasmBytes() {}

    /** Reads forward through a byte array. */
    static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        boolean atEnd() {
            return at == bytes.length;
        }

        int position() {
            return at;
        }

        void skip(int count) {
            at += count;
        }

        int octet() {
            return bytes[at++] & 0xff;
        }

        int unsigned() {
            long value = 0;
            int shift = 0;
            int octet;
            do {
                octet = octet();
                value |= (long) (octet & 0x7f) << shift;
                shift += 7;
            } while ((octet & 0x80) != 0);
            return Math.toIntExact(value);
        }

        void skipInteger() {
            while ((octet() & 0x80) != 0) {
                // the last octet has the high bit clear
            }
        }

        byte[] since(int start) {
            return Arrays.copyOfRange(bytes, start, at);
        }

        byte[] take(int count) {
            at += count;
            return Arrays.copyOfRange(bytes, at - count, at);
        }
    }

    /** Collects bytes. */
    static final class Writer {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Writer octet(int value) {
            bytes.write(value);
            return this;
        }

        Writer raw(byte[] content) {
            bytes.writeBytes(content);
            return this;
        }

        Writer unsigned(int value) {
            int rest = value;
            do {
                int low = rest & 0x7f;
                rest >>>= 7;
                bytes.write(rest == 0 ? low : low | 0x80);
            } while (rest != 0);
            return this;
        }

        Writer signed(int value) {
            int rest = value;
            while (true) {
                int low = rest & 0x7f;
                rest >>= 7;
                boolean signBit = (low & 0x40) != 0;
                if (rest == 0 && !signBit || rest == -1 && signBit) {
                    bytes.write(low);
                    return this;
                }
                bytes.write(low | 0x80);
            }
        }

        /** The content with its length before it. */
        Writer sized(byte[] content) {
            return unsigned(content.length).raw(content);
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }
    }
}
