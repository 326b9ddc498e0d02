package dev.sallyport.audit.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Writes files so that they survive the machine (POSIX: a file by its own fsync, its name by that of its folder). */
public final class Durable {

    private Durable() {}

    /** Replaces a file as a whole. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = begin(fresh)) {
            write(out, bytes);
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        force(parent(file));
    }

    /** Adds to a file's end. */
    static void append(Path file, byte[] bytes) throws IOException {
        boolean made = !Files.exists(file);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            write(out, bytes);
            out.force(true);
        }
        if (made) {
            force(parent(file));
        }
    }

    /** Writes a file that need not survive the machine yet; at once, where {@link Files#write} goes by pieces of 8 KiB. */
    static void write(Path file, byte[] bytes) throws IOException {
        try (FileChannel out = begin(file)) {
            write(out, bytes);
        }
    }

    private static FileChannel begin(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
    }

    /** A file that was written before, or a folder. */
    static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Path parent(Path file) {
        return Optional.ofNullable(file.getParent()).orElse(Path.of("."));
    }
}
