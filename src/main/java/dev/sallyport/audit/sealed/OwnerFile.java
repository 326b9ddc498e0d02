package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
            force(folder());
        }
    }

    /** Takes the place of all lines; when this returns, it survives the machine, and the lines of before are gone. */
    void replace(List<String> lines) throws IOException {
        OwnerFile fresh = new OwnerFile(path.resolveSibling(path.getFileName() + ".new"));
        Files.deleteIfExists(fresh.path());
        fresh.append(lines.stream().map(line -> line + "\n").collect(Collectors.joining()));
        Files.move(fresh.path(), path, StandardCopyOption.ATOMIC_MOVE);
        force(folder());
    }

    /** When this returns, the file is gone for good. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
        force(folder());
    }

    static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
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
