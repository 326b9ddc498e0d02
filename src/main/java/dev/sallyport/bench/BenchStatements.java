package dev.sallyport.bench;

import dev.sallyport.audit.log.Leaves;
import dev.sallyport.audit.log.PrivateLeaves;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Leaves of records that also have what statements said, as a gate's journal does: a text and two parameters, the same for all,
 * put into each record about a statement as if it were encrypted.
 */
record BenchStatements(PrivateLeaves leaves) implements Leaves {

    private static final byte[] KIND = "\"k\":\"q.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SESSION = ",\"ses\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATEMENT = ",\"st\":{".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SAID = said();

    private static byte[] said() {
        byte[] text =
                "select o.id, c.name, o.total from orders o join customers c on c.id = o.customer_id where c.email = $1"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] value = "ada.lovelace@example.org".getBytes(StandardCharsets.UTF_8);
        byte[] bytes = ByteBuffer.allocate(6 + text.length + 4 + 2 * (4 + value.length))
                .put((byte) 1)
                .put((byte) 0)
                .putInt(text.length)
                .put(text)
                .putShort((short) 0)
                .putShort((short) 2)
                .putInt(value.length)
                .put(value)
                .putInt(value.length)
                .put(value)
                .array();
        return (",\"par\":{\"at\":0,\"ct\":\""
                        + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] of(byte[] journalRecord) throws IOException {
        int kind = find(journalRecord, KIND, 0);
        int session = kind < 0 ? -1 : find(journalRecord, SESSION, kind);
        if (session < 0 || find(journalRecord, STATEMENT, session) < 0) {
            return leaves.of(journalRecord);
        }
        ByteArrayOutputStream with = new ByteArrayOutputStream(journalRecord.length + SAID.length);
        with.write(journalRecord, 0, session);
        with.writeBytes(SAID);
        with.write(journalRecord, session, journalRecord.length - session);
        return leaves.of(with.toByteArray());
    }

    private static int find(byte[] bytes, byte[] wanted, int from) {
        for (int at = from; at <= bytes.length - wanted.length; at++) {
            if (bytes[at + 1] == wanted[1] && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }

    @Override
    public void write() throws IOException {
        leaves.write();
    }

    @Override
    public void settle() throws IOException {
        leaves.settle();
    }

    @Override
    public boolean ordered() throws IOException {
        return leaves.ordered();
    }

    @Override
    public void settled() throws IOException {
        leaves.settled();
    }
}
