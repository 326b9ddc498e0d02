package dev.sallyport.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/** What of a disk fails: a seam, so that tests can have it fail. Thread-safe. */
public interface Disk {

    /** The machine's own. */
    Disk REAL = new Disk() {
        @Override
        public void reserve(Path file, long bytes) throws IOException {
            Preallocation.reserve(file, bytes);
        }

        @Override
        public void force(MappedByteBuffer memory, int from, int length) throws IOException {
            try {
                memory.force(from, length);
            } catch (UncheckedIOException failed) {
                throw new IOException(failed.getMessage(), failed);
            }
        }
    };

    /** Makes an existing, empty file that long, with room for all of it. */
    void reserve(Path file, long bytes) throws IOException;

    /** Makes a part of a mapped file survive the machine. After an error nobody knows what of it does. */
    void force(MappedByteBuffer memory, int from, int length) throws IOException;
}
