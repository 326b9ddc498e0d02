package dev.sallyport.audit.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Entries one after the other, each with its length before it as 16 bits (C2SP tlog-tiles, "Log Entries"). */
final class EntryBundle {

    static final int MAX_ENTRY_BYTES = 0xffff;

    private EntryBundle() {}

    static byte[] of(List<byte[]> entries) {
        int bytes =
                entries.stream().mapToInt(entry -> Short.BYTES + entry.length).sum();
        ByteBuffer bundle = ByteBuffer.allocate(bytes);
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException("an entry of " + entry.length + " bytes");
            }
            bundle.putShort((short) entry.length).put(entry);
        }
        return bundle.array();
    }

    /** @throws IOException when the bytes are no bundle */
    static List<byte[]> read(byte[] bundle) throws IOException {
        List<byte[]> entries = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bundle);
        while (in.hasRemaining()) {
            int length = in.remaining() < Short.BYTES ? MAX_ENTRY_BYTES + 1 : in.getShort() & 0xffff;
            if (in.remaining() < length) {
                throw new IOException("entry " + entries.size() + " of a bundle is cut off");
            }
            byte[] entry = new byte[length];
            in.get(entry);
            entries.add(entry);
        }
        return entries;
    }
}
