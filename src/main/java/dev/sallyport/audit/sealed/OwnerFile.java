package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** A file of lines that only its owner reads, and that grows at its end. */
record OwnerFile(Path path) {

    /** Whole lines; what a lost process left of a line is not there. */
    List<String> lines() throws IOException {
        try {
            String text = Files.readString(path);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /** When this returns, it survives the machine. */
    void append(String line) throws IOException {
        boolean made = Files.notExists(path);
        if (made) {
            Files.createDirectories(folder());
            Files.createFile(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = endOfLines(out);
            ByteBuffer rest = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                end += out.write(rest, end);
            }
            out.truncate(end);
            out.force(true);
        }
        if (made) {
            try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    /** Behind the last whole line: what is behind that was never relied on. */
    private static long endOfLines(FileChannel file) throws IOException {
        long at = file.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (at > 0) {
            one.clear();
            file.read(one, at - 1);
            if (one.get(0) == '\n') {
                break;
            }
            at--;
        }
        return at;
    }

    private Path folder() {
        return Optional.ofNullable(path.getParent()).orElse(Path.of("."));
    }
}
