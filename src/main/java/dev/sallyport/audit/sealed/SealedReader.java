package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the parts that the entries of a log tell of, in the order of the log, which is nearly that of the files: these are read
 * in step, each once, and kept in memory is only what was passed over, or asked for and not found yet. That is little but where
 * much is missing of an hour, or files are in another order. Not thread-safe.
 *
 * @param <T> what is asked for
 */
public final class SealedReader<T> implements AutoCloseable {

    /** Files read at the same time. */
    private static final int MAX_FILES = 8;

    /** So much later, in milliseconds, a record may be and stand before the one that is looked for. */
    private static final long WINDOW = 1_000;

    private final SealedStore store;
    private final Answer<T> answer;
    private final MessageDigest digest = Sealer.sha256();
    private final Map<SealedFile, InStep> open = new LinkedHashMap<>(MAX_FILES, 1, true);

    /** Files that were read to their ends. */
    private final Set<SealedFile> read = new HashSet<>();

    /** What was found. */
    public enum Found {
        /** What the log tells of. */
        RIGHT,
        /** Something else in its place. */
        OTHER,
        /** Nothing. */
        NOTHING
    }

    /** Takes answers, each once, and in any order. */
    @FunctionalInterface
    public interface Answer<T> {
        void found(T asked, Found what);
    }

    public SealedReader(SealedStore store, Answer<T> answer) {
        this.store = store;
        this.answer = answer;
    }

    /**
     * Asks for a part, and has it answered now or later.
     *
     * @param hash SHA-256 of its bytes
     */
    public void ask(SealedFile file, String recordId, String part, byte[] hash, T asked) throws IOException {
        if (read.contains(file)) {
            Optional<StoredPart> found = store.file(file).find(recordId, part);
            answer.found(
                    asked,
                    found.isEmpty()
                            ? Found.NOTHING
                            : Arrays.equals(hash(found.get()), hash) ? Found.RIGHT : Found.OTHER);
            return;
        }
        InStep inStep = open.get(file);
        if (inStep == null) {
            inStep = new InStep(store.file(file));
            open.put(file, inStep);
            if (open.size() > MAX_FILES) {
                finishEldest();
            }
        }
        inStep.ask(new Asked(recordId, part, hash, asked));
    }

    private void finishEldest() throws IOException {
        Iterator<Map.Entry<SealedFile, InStep>> eldest = open.entrySet().iterator();
        Map.Entry<SealedFile, InStep> one = eldest.next();
        eldest.remove();
        read.add(one.getKey());
        one.getValue().finish();
    }

    /** Answers all that is not answered yet. */
    public void finish() throws IOException {
        while (!open.isEmpty()) {
            finishEldest();
        }
    }

    @Override
    public void close() throws IOException {
        for (InStep one : open.values()) {
            one.close();
        }
        open.clear();
    }

    private byte[] hash(StoredPart part) {
        return part.bytes().map(digest::digest).orElse(new byte[0]);
    }

    private final class Asked {
        private final String recordId;
        private final String part;
        private final byte[] hash;
        private final T what;
        private boolean other;

        Asked(String recordId, String part, byte[] hash, T what) {
            this.recordId = recordId;
            this.part = part;
            this.hash = hash;
            this.what = what;
        }

        String key() {
            return SealedReader.key(recordId, part);
        }

        /** Whether it is answered by that. */
        boolean takes(byte[] found) {
            boolean right = Arrays.equals(hash, found);
            other |= !right;
            if (right) {
                answer.found(what, Found.RIGHT);
            }
            return right;
        }

        void nothingMore() {
            answer.found(what, other ? Found.OTHER : Found.NOTHING);
        }
    }

    private static String key(String recordId, String part) {
        return recordId + " " + part;
    }

    /** One file, as far as it was read. */
    private final class InStep implements AutoCloseable {
        private final Optional<LineReader> lines;
        private final Map<String, List<byte[]>> passed = new HashMap<>();
        private final Map<String, Asked> awaited = new HashMap<>();
        private long reached = Long.MIN_VALUE;

        InStep(PartFile file) throws IOException {
            lines = opened(file);
        }

        void ask(Asked asked) throws IOException {
            List<byte[]> before = passed.remove(asked.key());
            if (before != null && before.stream().anyMatch(asked::takes)) {
                return;
            }
            long until = Math.addExact(StoredPart.millis(asked.recordId), WINDOW);
            while (reached <= until) {
                Optional<StoredPart> part = next();
                if (part.isEmpty()) {
                    break;
                }
                if (part.get().is(asked.recordId, asked.part)) {
                    if (asked.takes(hash(part.get()))) {
                        return;
                    }
                } else {
                    pass(part.get());
                }
            }
            awaited.put(asked.key(), asked);
        }

        private Optional<StoredPart> next() throws IOException {
            Optional<byte[]> line = lines.isPresent() ? lines.get().next() : Optional.empty();
            Optional<StoredPart> part = line.map(StoredPart::parse);
            reached = part.map(one -> StoredPart.millis(one.id())).orElse(Long.MAX_VALUE);
            return part;
        }

        private void pass(StoredPart part) {
            String key = key(part.id(), part.name());
            Asked asked = awaited.get(key);
            if (asked == null) {
                passed.computeIfAbsent(key, _ -> new ArrayList<>(1)).add(hash(part));
            } else if (asked.takes(hash(part))) {
                awaited.remove(key);
            }
        }

        /** Reads on for what is awaited; what nobody asked for is of no interest. */
        void finish() throws IOException {
            passed.clear();
            while (!awaited.isEmpty()) {
                Optional<StoredPart> part = next();
                if (part.isEmpty()) {
                    break;
                }
                String key = key(part.get().id(), part.get().name());
                Asked asked = awaited.get(key);
                if (asked != null && asked.takes(hash(part.get()))) {
                    awaited.remove(key);
                }
            }
            awaited.values().forEach(Asked::nothingMore);
            close();
        }

        @Override
        public void close() throws IOException {
            if (lines.isPresent()) {
                lines.get().close();
            }
        }
    }

    private static Optional<LineReader> opened(PartFile file) throws IOException {
        try {
            return Optional.of(new LineReader(file.path()));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }
}
