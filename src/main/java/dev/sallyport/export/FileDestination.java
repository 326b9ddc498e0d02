package dev.sallyport.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * A file that gets a line for each event; delivered is what survives the machine. When the file is renamed away, as those do
 * who rotate logs, a new one is made under its name.
 */
public final class FileDestination implements Destination {

    private final Path file;
    private volatile Optional<Open> open = Optional.empty();

    private record Open(FileChannel channel, Object identity) {}

    public FileDestination(Path file) {
        this.file = file;
    }

    @Override
    public void deliver(List<Message> batch) throws IOException {
        StringBuilder lines = new StringBuilder();
        batch.forEach(message -> lines.append(message.text()).append('\n'));
        try {
            FileChannel out = channel();
            ByteBuffer rest = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        } catch (IOException failed) {
            // What was half written is removed when it is opened again.
            abandon();
            throw failed;
        }
    }

    private FileChannel channel() throws IOException {
        if (open.isPresent() && !open.get().identity().equals(identity())) {
            abandon();
        }
        if (open.isEmpty()) {
            open = Optional.of(opened());
        }
        return open.get().channel();
    }

    private Open opened() throws IOException {
        if (Files.notExists(file)) {
            // Whoever forwards it may be in the group; nobody else reads it.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
            force(Optional.ofNullable(file.getParent()).orElse(Path.of(".")));
        }
        try (FileChannel existing = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            existing.truncate(endOfLines(existing));
        }
        return new Open(FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND), identity());
    }

    /** Which file it is, whatever its name; something that no file is when there is none. */
    private Object identity() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.ofNullable(attributes.fileKey()).orElse(file);
        } catch (NoSuchFileException renamed) {
            return "";
        }
    }

    /** Behind the last whole line. */
    private static long endOfLines(FileChannel channel) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        long at = channel.size();
        while (at > 0) {
            one.clear();
            channel.read(one, at - 1);
            if (one.get(0) == '\n') {
                break;
            }
            at--;
        }
        return at;
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    @Override
    public void abandon() {
        open.ifPresent(file -> {
            try {
                file.channel().close();
            } catch (IOException gone) {
                // It is not used again, and what was delivered was forced.
            }
        });
        open = Optional.empty();
    }
}
