package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where sealed parts of records are: a folder for each jurisdiction, in it a file for each day, and in that a line of JSON for
 * each part ({@code id} of the record, {@code c} the part, {@code eu} the unit, {@code blob} in base64). A part can be there
 * twice, when the log was made again after a loss; then both are the same. Not thread-safe.
 *
 * <p>Files beside the folders are of records from before there were shelves: they are read, and erased from by unit.
 */
public final class SealedStore {

    private static final String SUFFIX = ".jsonl";

    /** The folder of what belongs to no jurisdiction; those of the others begin with {@link #IN}. */
    private static final String ANYWHERE = "anywhere";

    private static final String IN = "in-";

    private final Path folder;
    private final StringBuilder waiting = new StringBuilder();
    private final Set<Path> unsettled = new HashSet<>();
    private Optional<Path> waitingFor = Optional.empty();

    public SealedStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Puts a part where {@link #settle} will make it last.
     */
    public void put(Shelf shelf, Seal.Place place, String unit, byte[] bytes) throws IOException {
        Path file = file(shelf);
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

    private Path file(Shelf shelf) {
        return folder(shelf.jurisdiction()).resolve(shelf.day() + SUFFIX);
    }

    private Path folder(String jurisdiction) {
        return folder.resolve(
                jurisdiction.isEmpty() ? ANYWHERE : IN + URLEncoder.encode(jurisdiction, StandardCharsets.UTF_8));
    }

    /** Those that something is sealed in. */
    public Set<String> jurisdictions() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path inside : inside(folder)) {
            String name = inside.getFileName().toString();
            if (name.equals(ANYWHERE)) {
                found.add("");
            } else if (name.startsWith(IN)) {
                found.add(URLDecoder.decode(name.substring(IN.length()), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    /** Whoever reads beside the gate may find that a file is gone since it was listed. */
    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException gone) {
            return List.of();
        }
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> inside = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return inside.sorted().toList();
        }
    }

    /** Writes what was put; it need not survive the machine yet. */
    public void write() throws IOException {
        if (waitingFor.isEmpty() || waiting.isEmpty()) {
            return;
        }
        Path file = waitingFor.get();
        if (Files.notExists(file)) {
            Files.createDirectories(parent(file));
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
        Set<Path> folders = new LinkedHashSet<>();
        for (Path file : unsettled) {
            try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            folders.add(parent(file));
        }
        if (!folders.isEmpty()) {
            folders.add(folder);
            folders.add(parent(folder));
        }
        for (Path one : folders) {
            try (FileChannel names = FileChannel.open(one, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        unsettled.clear();
    }

    private static Path parent(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
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

    /** How many parts that covers. */
    public long count(Retention kept) throws IOException {
        long count = 0;
        for (Path file : outlived(kept)) {
            count += lines(file).stream()
                    .filter(line -> !kept.held().contains(unit(line)))
                    .count();
        }
        return count;
    }

    /**
     * Removes what that covers; when this returns, it is gone for good from these files.
     *
     * @return how many parts
     */
    long retain(Retention kept) throws IOException {
        settle();
        long gone = 0;
        for (Path file : outlived(kept)) {
            OwnerFile lines = new OwnerFile(file);
            List<String> all = lines.lines();
            List<String> rest = all.stream()
                    .filter(line -> kept.held().contains(unit(line)))
                    .toList();
            if (rest.isEmpty()) {
                lines.delete();
            } else if (rest.size() < all.size()) {
                lines.replace(rest);
            }
            gone += all.size() - rest.size();
        }
        return gone;
    }

    private List<Path> outlived(Retention kept) throws IOException {
        String first = kept.before() + SUFFIX;
        return inside(folder(kept.jurisdiction())).stream()
                .filter(SealedStore::isOurs)
                .filter(file -> file.getFileName().toString().compareTo(first) < 0)
                .toList();
    }

    private static boolean isOurs(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    private static String unit(String line) {
        try {
            return JsonMapper.shared().readTree(line).path("eu").asString("");
        } catch (JacksonException damaged) {
            return "";
        }
    }

    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path one : inside(folder)) {
            files.addAll(Files.isDirectory(one) ? inside(one) : List.of(one));
        }
        return files.stream().filter(SealedStore::isOurs).toList();
    }

    /** Takes parts. */
    @FunctionalInterface
    public interface Sink {
        void part(String recordId, String part, byte[] bytes);
    }

    /** All parts that are there; lines that are cut off or damaged are passed over, and their parts are missing. */
    public void forEach(Sink sink) throws IOException {
        for (Path file : files()) {
            forEach(file, sink);
        }
    }

    private static void forEach(Path file, Sink sink) throws IOException {
        for (String line : lines(file)) {
            try {
                JsonNode part = JsonMapper.shared().readTree(line);
                sink.part(
                        part.path("id").asString(""),
                        part.path("c").asString(""),
                        Base64.getDecoder().decode(part.path("blob").asString("")));
            } catch (JacksonException | IllegalArgumentException damaged) {
                // Whoever looks for this part does not find it.
            }
        }
    }

    /** A part of a record; empty when it is not there. */
    public Optional<byte[]> find(Shelf shelf, String recordId, String part) throws IOException {
        return find(file(shelf), recordId, part);
    }

    /**
     * A part of a record from before there were shelves.
     *
     * @param micros the record's time
     */
    public Optional<byte[]> find(long micros, String recordId, String part) throws IOException {
        return find(folder.resolve(Shelf.day(micros) + SUFFIX), recordId, part);
    }

    private static Optional<byte[]> find(Path file, String recordId, String part) throws IOException {
        Map<String, byte[]> found = new LinkedHashMap<>();
        forEach(file, (id, name, bytes) -> {
            if (id.equals(recordId) && name.equals(part)) {
                found.put(part, bytes);
            }
        });
        return Optional.ofNullable(found.get(part));
    }
}
