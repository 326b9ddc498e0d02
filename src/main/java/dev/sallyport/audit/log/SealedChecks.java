package dev.sallyport.audit.log;

import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import dev.sallyport.audit.sealed.SealedFile;
import dev.sallyport.audit.sealed.SealedReader;
import dev.sallyport.audit.sealed.SealedReader.Found;
import dev.sallyport.audit.sealed.SealedStore;
import dev.sallyport.audit.sealed.Shelf;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Holds what is sealed of records against what the log says of it; no key is needed. What is ordered to be destroyed is known
 * before. Not thread-safe.
 */
final class SealedChecks implements AutoCloseable {

    private final List<Finding> findings;
    private final DestructionOrders orders;
    private final Optional<SealedReader<Entry>> store;

    /** Of those that are destroyed by the same order, one that is there is told. */
    private final Set<Alike> told = new HashSet<>();

    private long seen;

    /** The hour of the last statement, and its file. */
    private String latestHour = "";

    private Optional<SealedFile> latest = Optional.empty();

    private record Entry(long index, Part part) {}

    private record Alike(long order, String unit, String owner, String jurisdiction, String day) {}

    /**
     * A part as the log has it.
     *
     * @param hash SHA-256 of the sealed bytes, in URL-safe base64
     * @param unit what it is erased with
     * @param jurisdiction what it is kept as long as; empty when it belongs to none
     * @param day of the same, as 2026-11-30; empty of entries from before there was one
     * @param owner whose it is: of a statement who acted, else the unit
     * @param micros the record's time
     */
    record Part(
            String recordId,
            String name,
            String hash,
            String unit,
            String jurisdiction,
            String day,
            String owner,
            long micros) {

        /** Empty when there can be none for it. */
        Optional<SealedFile> file() {
            try {
                if (name.equals(PrivateLeaves.STATEMENT)) {
                    return SealedFile.ofStatements(unit);
                }
                return Optional.of(
                        day.isEmpty()
                                ? SealedFile.beforeShelves(micros)
                                : SealedFile.of(new Shelf(jurisdiction, LocalDate.parse(day))));
            } catch (DateTimeException noDay) {
                return Optional.empty();
            }
        }

        byte[] hashBytes() {
            try {
                return Base64.getUrlDecoder().decode(hash);
            } catch (IllegalArgumentException none) {
                return new byte[0];
            }
        }
    }

    /**
     * @param findings where what is found goes
     * @param store empty when what is sealed is not there to be looked at
     * @param orders of the whole log
     */
    SealedChecks(List<Finding> findings, Optional<SealedStore> store, DestructionOrders orders) {
        this.findings = findings;
        this.orders = orders;
        this.store = store.map(one -> new SealedReader<>(one, this::found));
    }

    void see(long index, Part part) throws IOException {
        if (store.isEmpty()) {
            return;
        }
        seen++;
        Entry entry = new Entry(index, part);
        if (!part.name().equals(PrivateLeaves.STATEMENT)) {
            ask(entry, part.file());
            return;
        }
        if (!part.unit().equals(latestHour)) {
            latest = part.file();
            latestHour = part.unit();
        }
        ask(entry, latest);
    }

    private void ask(Entry entry, Optional<SealedFile> file) throws IOException {
        Part part = entry.part();
        if (file.isPresent()) {
            store.orElseThrow().ask(file.get(), part.recordId(), part.name(), part.hashBytes(), entry);
        } else {
            found(entry, Found.NOTHING);
        }
    }

    private void found(Entry entry, Found what) {
        Part part = entry.part();
        OptionalLong order = orders.of(entry.index(), part);
        switch (what) {
            case RIGHT -> {
                if (order.isPresent()
                        && told.add(new Alike(
                                order.getAsLong(), part.unit(), part.owner(), part.jurisdiction(), part.day()))) {
                    tell(
                            Kind.ERASE,
                            entry,
                            "is still there, and entry " + order.getAsLong() + " says that it was destroyed");
                }
            }
            case OTHER -> tell(Kind.PAYLOAD, entry, "is not what was sealed");
            case NOTHING -> {
                if (order.isEmpty()) {
                    tell(Kind.PAYLOAD, entry, "is missing");
                }
            }
        }
    }

    private void tell(Kind kind, Entry entry, String what) {
        if (findings.size() < LogVerifier.MAX_FINDINGS) {
            findings.add(new Finding(
                    kind,
                    "what is sealed of entry " + entry.index() + " ("
                            + entry.part().recordId() + ", " + entry.part().name() + ") " + what));
        }
    }

    /** At the end: what was not found until then. */
    void finish() throws IOException {
        if (store.isPresent()) {
            store.get().finish();
        }
    }

    @Override
    public void close() throws IOException {
        if (store.isPresent()) {
            store.get().close();
        }
    }

    long seen() {
        return seen;
    }
}
