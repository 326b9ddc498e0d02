package dev.sallyport.audit.log;

import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.tree.Hash;
import dev.sallyport.audit.tree.RightEdge;
import dev.sallyport.audit.tree.Tile;
import dev.sallyport.audit.tree.TreeHasher;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks a log, or a copy of it, with nothing but its files and keys that are trusted: every entry is hashed, the whole tree is
 * made again and held against every stored hash, the checkpoint and earlier checkpoints. For one run.
 */
public final class LogVerifier {

    static final int MAX_FINDINGS = 200;

    private final LogFolder folder;
    private final Collection<VerifierKey> keys;
    private final Map<Long, Hash> pinned = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private final TreeHasher hasher = new TreeHasher();
    private final DestructionOrders orders = new DestructionOrders();
    private final Optional<SealedStore> store;
    private final SealedChecks sealed;
    private final RecordChecks records;
    private final RightEdge edge = new RightEdge();

    /**
     * @param keys of logs that are trusted
     * @param store what is sealed of records, if it is to be held against the log too
     */
    public LogVerifier(LogFolder folder, Collection<VerifierKey> keys, Optional<SealedStore> store) {
        this.folder = folder;
        this.keys = List.copyOf(keys);
        this.store = store;
        this.sealed = new SealedChecks(findings, store, orders);
        this.records = new RecordChecks(findings, sealed);
    }

    /**
     * Checks it.
     *
     * @param pins checkpoints of this log that were seen earlier, or elsewhere
     * @throws IOException when files are there and cannot be read
     */
    public Verification run(List<String> pins) throws IOException {
        Optional<Checkpoint> checkpoint = signed();
        try (sealed) {
            if (checkpoint.isPresent()) {
                pins.forEach(pin -> pin(pin, checkpoint.get()));
                if (store.isPresent()) {
                    orders(checkpoint.get());
                }
                entries(checkpoint.get());
                records.finish();
            }
        }
        return new Verification(
                checkpoint,
                edge.size(),
                records.statements(),
                records.denials(),
                records.underWay(),
                pins.size(),
                sealed.seen(),
                records.announced(),
                findings.stream().limit(MAX_FINDINGS).toList());
    }

    private void find(Kind kind, String what) {
        findings.add(new Finding(kind, what));
    }

    private Optional<Checkpoint> signed() throws IOException {
        Optional<String> note = folder.checkpoint();
        if (note.isEmpty()) {
            find(Kind.SIGNATURE, "there is no checkpoint");
            return Optional.empty();
        }
        try {
            return Optional.of(trusted(note.get()));
        } catch (MalformedNote wrong) {
            find(Kind.SIGNATURE, "checkpoint: " + wrong.getMessage());
            return Optional.empty();
        }
    }

    private Checkpoint trusted(String note) throws MalformedNote {
        SignedNote signed = SignedNote.parse(note);
        Checkpoint checkpoint = Checkpoint.parse(signed.text());
        boolean known = signed.verified(keys).stream()
                .anyMatch(by -> by.key().type() == VerifierKey.Type.NOTE
                        && by.key().name().equals(checkpoint.origin()));
        if (!known) {
            throw new MalformedNote("it is not signed by a key of log " + checkpoint.origin() + " that is trusted");
        }
        return checkpoint;
    }

    private void pin(String note, Checkpoint checkpoint) {
        try {
            Checkpoint pin = trusted(note);
            Hash other = pinned.get(pin.size());
            if (!pin.origin().equals(checkpoint.origin())) {
                find(Kind.SIGNATURE, "pin: it is of log " + pin.origin() + ", not of " + checkpoint.origin());
            } else if (pin.size() > checkpoint.size()) {
                find(
                        Kind.ROLLBACK,
                        "the log had " + pin.size() + " entries, and its checkpoint says " + checkpoint.size());
            } else if (other != null && !other.equals(pin.root())) {
                find(Kind.FORK, "two pins of " + pin.size() + " entries have different roots");
            } else {
                pinned.put(pin.size(), pin.root());
            }
        } catch (MalformedNote wrong) {
            find(Kind.SIGNATURE, "pin: " + wrong.getMessage());
        }
    }

    /**
     * What is to be destroyed, before what is sealed is looked at: so that nothing of it has to be kept in mind. What of the
     * log cannot be read here, {@link #entries} finds.
     */
    private void orders(Checkpoint checkpoint) {
        for (long bundle = 0; bundle * Tile.FULL < checkpoint.size(); bundle++) {
            try {
                List<byte[]> entries = folder.entries(LogReader.bundle(bundle, checkpoint.size()));
                for (int at = 0; at < entries.size(); at++) {
                    order(bundle * Tile.FULL + at, entries.get(at));
                }
            } catch (IOException unreadable) {
                // the same will be seen again
            }
        }
    }

    private void order(long index, byte[] entry) {
        if (StatementRecord.isOfTheLog(entry)) {
            try {
                orders.see(index, JsonMapper.shared().readTree(entry));
            } catch (JacksonException notJson) {
                // the same
            }
        }
    }

    private void entries(Checkpoint checkpoint) throws IOException {
        atPin();
        for (long bundle = 0; bundle * Tile.FULL < checkpoint.size(); bundle++) {
            int width = (int) Math.min(Tile.FULL, checkpoint.size() - bundle * Tile.FULL);
            Optional<List<byte[]>> entries = bundle(new Tile(Tile.ENTRIES, bundle, width));
            if (entries.isEmpty()) {
                find(
                        Kind.MISSING,
                        "nothing can be said of entries from " + bundle * Tile.FULL + " on; " + checkpoint.size()
                                + " were signed");
                return;
            }
            add(new Tile(0, bundle, width), entries.get());
        }
        ends(checkpoint);
    }

    private Optional<List<byte[]>> bundle(Tile tile) {
        try {
            return Optional.of(folder.entries(tile));
        } catch (NoSuchFileException gone) {
            find(Kind.MISSING, tile.path() + " is missing");
        } catch (IOException damaged) {
            find(Kind.LEAF, tile.path() + ": " + damaged.getMessage());
        }
        return Optional.empty();
    }

    /** Entries and the hashes that are stored for them. */
    private void add(Tile tile, List<byte[]> entries) throws IOException {
        List<Hash> computed = entries.stream().map(hasher::leaf).toList();
        List<Hash> leaves = agreed(tile, computed);
        for (int at = 0; at < entries.size(); at++) {
            records.see(edge.size() + at, entries.get(at));
        }
        for (Hash leaf : leaves) {
            edge.append(leaf, (full, hashes) -> {
                if (full.level() > 0) {
                    compare(full, hashes);
                }
            });
            atPin();
        }
    }

    /** What the tree is taken to have: where entries and stored hashes differ, what stands above tells which is right. */
    private List<Hash> agreed(Tile tile, List<Hash> computed) throws IOException {
        Optional<List<Hash>> stored = stored(tile);
        if (stored.isEmpty() || stored.get().equals(computed)) {
            return computed;
        }
        if (!tile.partial() && above(tile).equals(Optional.of(hasher.root(computed)))) {
            find(Kind.TILE, tile.path() + ": its hashes are not those of its entries, and the tree has the entries'");
            return computed;
        }
        for (int at = 0; at < computed.size(); at++) {
            if (!computed.get(at).equals(stored.get().get(at))) {
                find(
                        Kind.LEAF,
                        "entry " + (tile.index() * Tile.FULL + at) + " in "
                                + new Tile(Tile.ENTRIES, tile.index(), tile.width()).path() + " has the hash "
                                + computed.get(at) + ", and " + tile.path() + " has "
                                + stored.get().get(at));
            }
        }
        return stored.get();
    }

    /** What the tile above stores for a full one. */
    private Optional<Hash> above(Tile tile) {
        long index = tile.index() / Tile.FULL;
        int at = (int) (tile.index() % Tile.FULL);
        for (int width = Tile.FULL; width > at; width--) {
            try {
                return Optional.of(
                        folder.hashes(new Tile(tile.level() + 1, index, width)).get(at));
            } catch (IOException notThere) {
                // a narrower one may be
            }
        }
        return Optional.empty();
    }

    private void compare(Tile tile, List<Hash> computed) {
        stored(tile)
                .filter(stored -> !stored.equals(computed))
                .ifPresent(_ -> find(Kind.TILE, tile.path() + ": its hashes are not those of what is under it"));
    }

    private Optional<List<Hash>> stored(Tile tile) {
        try {
            return Optional.of(folder.hashes(tile));
        } catch (NoSuchFileException gone) {
            find(Kind.MISSING, tile.path() + " is missing");
        } catch (IOException damaged) {
            find(Kind.TILE, tile.path() + ": " + damaged.getMessage());
        }
        return Optional.empty();
    }

    private void atPin() {
        Hash pin = pinned.get(edge.size());
        if (pin != null && !pin.equals(edge.root())) {
            find(
                    Kind.FORK,
                    "the log's first " + edge.size() + " entries have the root " + edge.root()
                            + ", and a checkpoint that was seen before has " + pin);
        }
    }

    private void ends(Checkpoint checkpoint) {
        edge.partials((tile, hashes) -> {
            if (tile.level() > 0) {
                compare(tile, hashes);
            }
        });
        if (!edge.root().equals(checkpoint.root())) {
            find(
                    Kind.LEAF,
                    "the root over all entries is " + edge.root() + ", and the checkpoint has " + checkpoint.root());
        }
    }
}
