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
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where sealed parts of records are: a file for each day of records, a line of JSON for each part ({@code id} of the record,
 * {@code c} the part, {@code eu} the unit, {@code blob} in base64). A part can be there twice, when the log was made again
 * after a loss; then both are the same. Not thread-safe.
 */
public final class SealedStore {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
    private static final long MICROS = 1_000_000;
    private static final String SUFFIX = ".jsonl";

    private final Path folder;
    private final StringBuilder waiting = new StringBuilder();
    private final Set<Path> unsettled = new HashSet<>();
    private Optional<Path> waitingFor = Optional.empty();

    public SealedStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts a part where {@link #settle} will make it last.
     *
     * @param micros the record's time
     */
    public void put(long micros, Seal.Place place, String unit, byte[] bytes) throws IOException {
        Path file = file(micros);
        if (!waitingFor.equals(Optional.of(file))) {
            write();
            waitingFor = Optional.of(file);
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", place.recordId());
        line.put("c", place.part());
        line.put("eu", unit);
        line.put("blob", Base64.getEncoder().encodeToString(bytes));
        waiting.append(JsonMapper.shared().writeValueAsString(line)).append('\n');
    }

    private Path file(long micros) {
        return folder.resolve(DAY.format(Instant.ofEpochSecond(Math.floorDiv(micros, MICROS))) + SUFFIX);
    }

    /** Writes what was put; it need not survive the machine yet. */
    public void write() throws IOException {
        if (waitingFor.isEmpty() || waiting.isEmpty()) {
            return;
        }
        Path file = waitingFor.get();
        if (Files.notExists(file)) {
            Files.createDirectories(folder);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ByteBuffer rest = ByteBuffer.wrap(waiting.toString().getBytes(StandardCharsets.UTF_8));
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        }
        unsettled.add(file);
        waiting.setLength(0);
    }

    /** Makes everything that was put survive the machine. */
    public void settle() throws IOException {
        write();
        for (Path file : unsettled) {
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        }
        if (!unsettled.isEmpty()) {
            try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        unsettled.clear();
    }

    /** Removes what is sealed under units; when this returns, it is gone for good from these files. */
    void erase(Set<String> units) throws IOException {
        settle();
        for (Path file : files()) {
            OwnerFile lines = new OwnerFile(file);
            List<String> all = lines.lines();
            List<String> rest =
                    all.stream().filter(line -> !units.contains(unit(line))).toList();
            if (rest.size() < all.size()) {
                lines.replace(rest);
            }
        }
    }

    private static String unit(String line) {
        try {
            return JsonMapper.shared().readTree(line).path("eu").asString("");
        } catch (JacksonException damaged) {
            return "";
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.filter(one -> one.toString().endsWith(SUFFIX)).sorted().toList();
        }
    }

    /** Takes parts. */
    @FunctionalInterface
    public interface Sink {
        void part(String recordId, String part, byte[] bytes);
    }

    /** All parts that are there; lines that are cut off or damaged are passed over, and their parts are missing. */
    public void forEach(Sink sink) throws IOException {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : files.filter(one -> one.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList()) {
                forEach(file, sink);
            }
        }
    }

    private static void forEach(Path file, Sink sink) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            lines.forEach(line -> {
                try {
                    JsonNode part = JsonMapper.shared().readTree(line);
                    sink.part(
                            part.path("id").asString(""),
                            part.path("c").asString(""),
                            Base64.getDecoder().decode(part.path("blob").asString("")));
                } catch (JacksonException | IllegalArgumentException damaged) {
                    // Whoever looks for this part does not find it.
                }
            });
        }
    }

    /** A part of a record; empty when it is not there. */
    public Optional<byte[]> find(long micros, String recordId, String part) throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        try {
            forEach(file(micros), (id, name, bytes) -> {
                if (id.equals(recordId) && name.equals(part)) {
                    found.put(part, bytes);
                }
            });
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        return Optional.ofNullable(found.get(part));
    }
}
