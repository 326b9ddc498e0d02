package dev.sallyport.audit.log;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Leaves of journals that say what statements said: each of their records has the same, or what comes next.
 *
 * @param leaves what makes them
 * @param particulars of a statement
 */
public record Said(PrivateLeaves leaves, Supplier<byte[]> particulars) implements Leaves {

    /** What such journals have encrypted is in clear, and its place is 7. */
    public static final JournalSecrets OPEN = (_, at, bytes) -> at == 7 ? Optional.of(bytes) : Optional.empty();

    /** A statement's particulars, with parameters that are texts or null, as empty ones. */
    public static byte[] bytes(String text, List<Optional<String>> values) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeShort(0x100);
            out.writeInt(text.getBytes(StandardCharsets.UTF_8).length);
            out.write(text.getBytes(StandardCharsets.UTF_8));
            if (!values.isEmpty()) {
                out.writeShort(0);
                out.writeShort(values.size());
                for (Optional<String> value : values) {
                    byte[] utf8 = value.orElse("").getBytes(StandardCharsets.UTF_8);
                    out.writeInt(value.isPresent() ? utf8.length : -1);
                    out.write(utf8);
                }
            }
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** A statement's record of the journal with particulars; another as it is. */
    static byte[] with(byte[] journalRecord, byte[] particulars) {
        String text = new String(journalRecord, StandardCharsets.UTF_8);
        if (!text.contains(",\"k\":\"q.intent\"") && !text.contains(",\"k\":\"q.deny\"")) {
            return journalRecord;
        }
        String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(particulars);
        int place = text.indexOf(",\"ses\":");
        return (text.substring(0, place) + ",\"par\":{\"at\":7,\"ct\":\"" + base64 + "\"}" + text.substring(place))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] of(byte[] journalRecord) throws IOException {
        return leaves.of(with(journalRecord, particulars.get()));
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
