package dev.sallyport.audit.sealed;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A file of sealed parts, a line each, nearly in the order of their records' times. It can be of any size: it is read line by
 * line, and nothing is kept of it. Whoever reads beside the gate may find that it is gone: then there is nothing in it.
 */
record PartFile(Path path) {

    /** How far the place of a line may be from that of its time, in milliseconds, and it is found without going through all. */
    private static final long SLACK = 5_000;

    /** A search ends here and reading begins. */
    private static final long NEAR_BYTES = 1 << 16;

    /** Takes the parts of a file; returns whether it wants more. */
    private interface Visitor {
        boolean visit(byte[] line, StoredPart part) throws IOException;
    }

    private void forEach(Visitor visitor) throws IOException {
        try (LineReader lines = new LineReader(path)) {
            visit(lines, visitor);
        } catch (NoSuchFileException gone) {
            // nothing is in it
        }
    }

    private static void visit(LineReader lines, Visitor visitor) throws IOException {
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
            if (!visitor.visit(line.get(), StoredPart.parse(line.get()))) {
                return;
            }
        }
    }

    /** A part of a record; the first, when it is there twice. */
    Optional<StoredPart> find(String id, String name) throws IOException {
        Search search = new Search(id, name);
        if (search.millis >= 0) {
            try (LineReader lines = new LineReader(path)) {
                lines.seek(before(lines, search.millis - SLACK));
                visit(lines, search::near);
            } catch (NoSuchFileException gone) {
                return Optional.empty();
            }
        }
        if (search.found.isEmpty()) {
            forEach(search::anywhere);
        }
        return search.found;
    }

    private static final class Search {
        private final String id;
        private final String name;
        private final long millis;
        private Optional<StoredPart> found = Optional.empty();

        Search(String id, String name) {
            this.id = id;
            this.name = name;
            this.millis = StoredPart.millis(id);
        }

        boolean anywhere(byte[] line, StoredPart part) {
            if (part.is(id, name)) {
                found = Optional.of(part);
            }
            return found.isEmpty();
        }

        boolean near(byte[] line, StoredPart part) {
            return anywhere(line, part) && StoredPart.millis(part.id()) <= millis + SLACK;
        }
    }

    /** An offset before all lines from a time on, as far as they are in the order of their times, and near the first. */
    private static long before(LineReader lines, long millis) throws IOException {
        long low = 0;
        long high = lines.size();
        while (high - low > NEAR_BYTES) {
            long middle = (low + high) / 2;
            lines.seek(middle);
            Optional<byte[]> line = lines.next();
            boolean earlier = line.isPresent()
                    && StoredPart.millis(StoredPart.parse(line.get()).id()) < millis;
            if (earlier) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How many parts are of that kind. */
    long count(Predicate<StoredPart> wanted) throws IOException {
        long[] count = new long[1];
        forEach((_, part) -> {
            count[0] += wanted.test(part) ? 1 : 0;
            return true;
        });
        return count[0];
    }

    /**
     * Removes parts, and the file with the last one; when this returns, they are gone for good from it.
     *
     * @return how many
     */
    long remove(Predicate<StoredPart> unwanted) throws IOException {
        long gone = count(unwanted);
        if (gone == 0) {
            return 0;
        }
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            forEach((line, part) -> {
                if (!unwanted.test(part)) {
                    out.write(line);
                    out.write('\n');
                }
                return true;
            });
            out.flush();
            channel.force(true);
        }
        if (Files.size(fresh) == 0) {
            Files.delete(path);
            Files.delete(fresh);
        } else {
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        }
        OwnerFile.force(Optional.ofNullable(path.getParent()).orElse(Path.of(".")));
        return gone;
    }
}
