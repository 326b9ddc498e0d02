package dev.sallyport.audit.sealed;

import dev.sallyport.audit.RecordBuffer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where sealed parts of records are: a folder for each jurisdiction, in it a file for each day, and for each hour of statements,
 * and in that a line for each part, a {@link StoredPart}. A part can be there twice, when the log was made again after a loss;
 * then both are the same. Not thread-safe.
 *
 * <p>Files beside the folders are of records from before there were shelves: they are read, and erased from by unit.
 */
public final class SealedStore {

    /** What waits in memory for {@link #write}, at most. */
    private static final int MAX_WAITING_BYTES = 8 << 20;

    private final Path folder;
    private final Map<SealedFile, RecordBuffer> waiting = new LinkedHashMap<>();
    private final Set<Path> unsettled = new HashSet<>();

    /** Files that have whole lines only: a lost process may have left half a one at the end. */
    private final Set<Path> whole = new HashSet<>();

    private int waitingBytes;

    /** The hour that was put to last, and its file. */
    private String latestHour = "";

    private SealedFile latest = new SealedFile("", "");

    public SealedStore(Path folder) {
        this.folder = folder;
    }

    /** Puts a part where {@link #settle} will make it last. */
    public void put(Shelf shelf, Seal.Place place, String unit, byte[] bytes) throws IOException {
        StoredPart.write(room(SealedFile.of(shelf), bytes), place.recordId(), place.part(), unit, bytes);
    }

    /**
     * The same of a statement's.
     *
     * @param part which part of the record it is
     * @throws IllegalArgumentException when it is under no hour
     */
    public void put(SealedRecord record, String part, byte[] bytes) throws IOException {
        if (!record.hour().equals(latestHour)) {
            latest = SealedFile.ofStatements(record.hour())
                    .orElseThrow(() -> new IllegalArgumentException(record.hour() + " is no hour"));
            latestHour = record.hour();
        }
        StoredPart.write(room(latest, bytes), part, record, bytes);
    }

    private RecordBuffer room(SealedFile file, byte[] bytes) throws IOException {
        if (waitingBytes > MAX_WAITING_BYTES) {
            write();
        }
        waitingBytes += 2 * bytes.length;
        return waiting.computeIfAbsent(file, _ -> new RecordBuffer());
    }

    /** Those that something is sealed in. */
    public Set<String> jurisdictions() throws IOException {
        Set<String> found = new TreeSet<>();
        for (Path inside : inside(folder)) {
            String name = inside.getFileName().toString();
            if (name.equals(SealedFile.ANYWHERE)) {
                found.add("");
            } else if (name.startsWith(SealedFile.IN)) {
                found.add(URLDecoder.decode(name.substring(SealedFile.IN.length()), StandardCharsets.UTF_8));
            }
        }
        return found;
    }

    private static List<Path> inside(Path folder) throws IOException {
        try (Stream<Path> inside = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return inside.sorted().toList();
        }
    }

    /** Writes what was put; it need not survive the machine yet. */
    public void write() throws IOException {
        for (Map.Entry<SealedFile, RecordBuffer> one : waiting.entrySet()) {
            append(one.getKey().in(folder), one.getValue().toBytes());
        }
        waiting.clear();
        waitingBytes = 0;
    }

    private void append(Path file, byte[] lines) throws IOException {
        if (Files.notExists(file)) {
            Files.createDirectories(parent(file));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            out.position(out.size());
            if (whole.add(file) && !endsLine(out)) {
                write(out, new byte[] {'\n'});
            }
            write(out, lines);
        }
        unsettled.add(file);
    }

    private static boolean endsLine(FileChannel file) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.size() == 0 || file.read(last, file.size() - 1) == 1 && last.get(0) == '\n';
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            out.write(rest);
        }
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
            OwnerFile.force(one);
        }
        unsettled.clear();
        whole.clear();
    }

    private static Path parent(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    }

    /** Removes what is sealed under units; when this returns, it is gone for good from these files. */
    void erase(Set<String> units) throws IOException {
        settle();
        for (PartFile file : files()) {
            long _ = file.remove(part -> part.isUnder(units));
        }
    }

    /** Removes what is sealed of single statements; when this returns, it is gone for good from these files. */
    void erase(Collection<SealedRecord> records) throws IOException {
        settle();
        Map<SealedFile, Set<String>> ids = new HashMap<>();
        for (SealedRecord record : records) {
            SealedFile.ofStatements(record.hour())
                    .ifPresent(file ->
                            ids.computeIfAbsent(file, _ -> new HashSet<>()).add(record.id()));
        }
        for (Map.Entry<SealedFile, Set<String>> file : ids.entrySet()) {
            long _ = file(file.getKey()).remove(part -> file.getValue().contains(part.id()));
        }
    }

    /** How many parts that covers. */
    public long count(Retention kept) throws IOException {
        long count = 0;
        for (PartFile file : outlived(kept)) {
            count += file.count(part -> !kept.held().contains(part.owner()));
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
        for (PartFile file : outlived(kept)) {
            gone += file.remove(part -> !kept.held().contains(part.owner()));
        }
        return gone;
    }

    /** A file of an hour is named by its day first. */
    private List<PartFile> outlived(Retention kept) throws IOException {
        String first = kept.before().toString();
        return inside(folder.resolve(SealedFile.folder(kept.jurisdiction()))).stream()
                .filter(SealedStore::isOurs)
                .filter(file -> file.getFileName().toString().compareTo(first) < 0)
                .map(PartFile::new)
                .toList();
    }

    private static boolean isOurs(Path file) {
        return file.toString().endsWith(SealedFile.SUFFIX);
    }

    private List<PartFile> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path one : inside(folder)) {
            files.addAll(Files.isDirectory(one) ? inside(one) : List.of(one));
        }
        return files.stream().filter(SealedStore::isOurs).map(PartFile::new).collect(Collectors.toList());
    }

    PartFile file(SealedFile file) {
        return new PartFile(file.in(folder));
    }

    /** A part of a record; empty when it is not there. */
    public Optional<byte[]> find(SealedFile file, String recordId, String part) throws IOException {
        return file(file).find(recordId, part).flatMap(StoredPart::bytes);
    }

    /**
     * A statement's record of which something is sealed.
     *
     * @param hour the unit that it is under
     * @param part which part of the record is looked for
     * @return empty when that is not there
     */
    Optional<SealedRecord> statement(String hour, String recordId, String part) throws IOException {
        write();
        Optional<SealedFile> file = SealedFile.ofStatements(hour);
        return file.isEmpty()
                ? Optional.empty()
                : file(file.get()).find(recordId, part).flatMap(StoredPart::statement);
    }
}
