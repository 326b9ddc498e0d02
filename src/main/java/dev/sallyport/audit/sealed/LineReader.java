package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** Reads a file line by line, from any place on. Not thread-safe. */
final class LineReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final FileChannel file;
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int from;
    private int to;

    /** Of the file, behind what is in the buffer. */
    private long position;

    /** @throws java.nio.file.NoSuchFileException when it is not there */
    LineReader(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    long size() throws IOException {
        return file.size();
    }

    /** Goes on with the first line that begins at an offset, or behind it. */
    void seek(long offset) throws IOException {
        position = Math.max(0, offset - 1);
        from = 0;
        to = 0;
        if (offset > 0) {
            // What ends here, began before; a line that begins at the offset itself leaves an empty end.
            Optional<byte[]> _ = next();
        }
    }

    /** The next line without its end; empty behind the last whole one. */
    Optional<byte[]> next() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (buffer[at] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, from, at);
                    from = at + 1;
                    return Optional.of(line);
                }
            }
            int scanned = at - from;
            if (!more()) {
                return Optional.empty();
            }
            at = from + scanned;
        }
    }

    private boolean more() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int read = file.read(ByteBuffer.wrap(buffer, to, buffer.length - to), position);
        if (read <= 0) {
            return false;
        }
        position += read;
        to += read;
        return true;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
