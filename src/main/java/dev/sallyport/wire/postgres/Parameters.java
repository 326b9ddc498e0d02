package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Set;

/** Reads what messages say of parameters (PostgreSQL documentation, "Message Formats": Parse and Bind). */
final class Parameters {

    /** {@code oid}, the types like {@code regclass}, and arrays of them (PostgreSQL's pg_type.dat). */
    private static final Set<Integer> OBJECT_IDS = Set.of(
            24, 26, 1008, 1028, 2202, 2203, 2204, 2205, 2206, 2207, 2208, 2209, 2210, 2211, 3734, 3735, 3769, 3770,
            4089, 4090, 4096, 4097, 4191, 4192);

    private Parameters() {}

    /**
     * The types as they stand in a Parse: their number in two bytes, then four bytes each.
     *
     * @throws ProtocolException when they are not as many as it says
     */
    static byte[] types(Body body) {
        byte[] types = body.octets(body.remaining());
        boolean whole = types.length >= 2 && types.length == 2 + 4 * ((types[0] & 0xff) << 8 | types[1] & 0xff);
        if (!whole) {
            throw new ProtocolException("the parameter types of a Parse are not as many as it says");
        }
        return types;
    }

    /** Whether one is of a type that names objects. */
    static boolean nameObjects(byte[] types) {
        ByteBuffer declared = ByteBuffer.wrap(types, 2, types.length - 2);
        while (declared.hasRemaining()) {
            if (OBJECT_IDS.contains(declared.getInt())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether there are values in a Bind: behind the number of format codes, and those, stands the number of values.
     *
     * @param bound what follows the names
     */
    static boolean present(byte[] bound) {
        ByteBuffer read = ByteBuffer.wrap(bound);
        int formats = read.remaining() < Short.BYTES ? 0 : Short.toUnsignedInt(read.getShort());
        int at = Short.BYTES * (1 + formats);
        return bound.length >= at + Short.BYTES && read.getShort(at) != 0;
    }
}
