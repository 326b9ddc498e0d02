package dev.sallyport.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys with which runs encrypt what their journal must not have in clear: a folder with a file of 32 random bytes for each
 * run, which only the gate's user reads. A run's file goes when the journal has nothing of the run any more. Not thread-safe.
 */
public final class RunKeys {

    private static final int KEY_BYTES = 32;
    private static final int MAX_STREAMS = 256;
    private static final FileAttribute<Set<PosixFilePermission>> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    /** Where what was decrypted last ended: records come in the order in which they were written. */
    private final Map<LaneId, LaneCipher> streams = new HashMap<>();

    /** @param folder that is nobody else's; it is made when it is needed */
    public RunKeys(Path folder) {
        this.folder = folder;
    }

    /** Makes the key of a run; when this returns, it survives the machine. */
    byte[] make(BootId run) throws IOException {
        if (Files.notExists(folder)) {
            Files.createDirectories(folder, FOLDER);
        }
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Path file = Files.createFile(file(run), FILE);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(key);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
        return key;
    }

    private Path file(BootId run) {
        return folder.resolve(run.toString());
    }

    /**
     * Decrypts what a lane has {@linkplain LaneCipher encrypted}; what follows what was decrypted last costs the least.
     *
     * @param at where in the lane's key stream it begins
     * @return empty when the run's key is gone
     * @throws IOException when the key cannot be read
     */
    public Optional<byte[]> open(LaneId lane, long at, byte[] encrypted) throws IOException {
        LaneCipher stream = streams.get(lane);
        if (stream == null || stream.position() != at) {
            Optional<byte[]> key = at < 0 ? Optional.empty() : read(lane.boot());
            if (key.isEmpty()) {
                return Optional.empty();
            }
            if (streams.size() >= MAX_STREAMS) {
                streams.clear();
            }
            stream = new LaneCipher(key.get(), lane.lane(), at);
            streams.put(lane, stream);
        }
        return Optional.of(stream.next(encrypted));
    }

    private Optional<byte[]> read(BootId run) throws IOException {
        try {
            byte[] key = Files.readAllBytes(file(run));
            if (key.length != KEY_BYTES) {
                throw new IOException(file(run) + " has " + key.length + " bytes, and a key has " + KEY_BYTES);
            }
            return Optional.of(key);
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Destroys the keys of all runs of which a journal has nothing. */
    public void forgetAllBut(Journal journal) throws IOException {
        Set<Path> kept = new HashSet<>(Set.of(file(journal.boot())));
        for (SegmentFile segment : SegmentFile.all(journal.folder())) {
            kept.add(file(segment.lane().boot()));
        }
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            List<Path> gone = files.filter(file -> !kept.contains(file)).toList();
            for (Path file : gone) {
                Files.deleteIfExists(file);
            }
        }
    }
}
