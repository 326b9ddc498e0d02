package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that what is sealed can be read with, each for what is erased together: one person, or one hour. For a person it
 * also says which pseudonym the log knows them by. Where an entry is gone, nobody can tell any more. What is sealed of a
 * person has a key for each {@link Shelf}, so that the old can be destroyed and the new stays. Not thread-safe.
 *
 * <p>The file has lines of JSON, which only its owner reads: a unit has {@code unit}, {@code key} in base64, and {@code id} of
 * a person; the keys of a person in a jurisdiction have {@code unit}, {@code jur}, {@code day} and {@code link} of that
 * {@link Chain}; the keys of an hour's statements have {@code unit}, {@code node} and {@code at}, the place in that {@link KeyTree},
 * for each node that is left; and when a person was last in a record, {@code unit} and {@code seen}.
 */
public final class KeyTable {

    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 12;

    /** Lines that say nothing any more: with more of them than lines that do, and these, the file is written anew. */
    private static final int STALE_LINES = 1_000;

    private final OwnerFile file;
    private final SecureRandom random;
    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final Map<String, List<Unit>> persons = new HashMap<>();
    private final Map<ChainOf, Chain> chains = new LinkedHashMap<>();

    /** The links that were last asked for, from which that of the same or a later day is near. */
    private final Map<ChainOf, Near> near = new HashMap<>();

    /** What statements of an hour are sealed with, besides the key of who acted. */
    private final HourTrees trees = new HourTrees();

    private final Hmac hmac = new Hmac();

    /** By jurisdiction: the days before this one take nothing more, though they are not destroyed yet. */
    private final Map<String, LocalDate> closed = new HashMap<>();

    private final Map<String, LocalDate> seen = new LinkedHashMap<>();
    private final Set<String> unsaved = new LinkedHashSet<>();
    private int staleLines;

    /**
     * What is erased together.
     *
     * @param name in the log: of a person, the pseudonym
     * @param person who it is; empty for hours
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Unit(String name, Optional<String> person, byte[] key) {}

    /**
     * A unit's key for a day.
     *
     * @param shelf that it belongs to
     */
    public record DayUnit(Unit unit, Shelf shelf) {}

    private record ChainOf(String unit, String jurisdiction) {}

    /** A link, and the key that it gives. */
    private record Near(Chain link, DayUnit day) {

        static Near of(Unit person, Chain link) {
            return new Near(link, new DayUnit(new Unit(person.name(), person.person(), link.key()), link.shelf()));
        }
    }

    private KeyTable(OwnerFile file, SecureRandom random) {
        this.file = file;
        this.random = random;
    }

    /**
     * Reads a table; there is none before the first entry.
     *
     * @throws IOException when it cannot be read, or is damaged; the message holds nothing of it
     */
    public static KeyTable open(Path path, SecureRandom random) throws IOException {
        KeyTable table = new KeyTable(new OwnerFile(path), random);
        int number = 0;
        for (String line : table.file.lines()) {
            number++;
            try {
                table.take(JsonMapper.shared().readTree(line));
            } catch (JacksonException | IllegalArgumentException | DateTimeException damaged) {
                throw new IOException(path + ":" + number + ": this line is damaged");
            }
        }
        return table;
    }

    private void take(JsonNode line) {
        String name = line.path("unit").asString("");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no unit");
        }
        if (line.has("seen")) {
            if (seen.put(name, LocalDate.parse(line.path("seen").asString(""))) != null) {
                staleLines++;
            }
        } else if (line.has("link")) {
            Shelf shelf = new Shelf(
                    line.path("jur").asString(""),
                    LocalDate.parse(line.path("day").asString("")));
            take(new Chain(name, shelf, key(line.path("link"))));
        } else if (line.has("node")) {
            HourTrees.Tree _ = trees.add(name, line.path("at").asString(""), key(line.path("node")));
        } else {
            Optional<String> person = Optional.ofNullable(line.get("id")).map(JsonNode::asString);
            take(new Unit(name, person, key(line.path("key"))));
        }
    }

    private static byte[] key(JsonNode text) {
        byte[] key = Base64.getDecoder().decode(text.asString(""));
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("no key");
        }
        return key;
    }

    private void take(Unit unit) {
        units.put(unit.name(), unit);
        unit.person()
                .ifPresent(person ->
                        persons.computeIfAbsent(person, _ -> new ArrayList<>()).add(unit));
    }

    private void take(Chain chain) {
        chains.put(new ChainOf(chain.unit(), chain.shelf().jurisdiction()), chain);
    }

    /** The unit of a person, made at the first time; when this returns, it survives the machine. */
    public Unit person(String id) throws IOException {
        Optional<Unit> known = known(id);
        return known.isPresent()
                ? known.get()
                : made("p_" + HexFormat.of().formatHex(bytes(PSEUDONYM_BYTES)), Optional.of(id));
    }

    /** From here on what is sealed of days before one goes to that day, until {@link #reopen}. */
    void close(String jurisdiction, LocalDate before) {
        closed.merge(jurisdiction, before, (one, other) -> one.isAfter(other) ? one : other);
    }

    /** What was closed is destroyed, and new keys for its days are others. */
    void reopen() {
        closed.clear();
    }

    private Shelf open(Shelf wanted) {
        LocalDate first = closed.getOrDefault(wanted.jurisdiction(), wanted.day());
        return wanted.day().isBefore(first) ? new Shelf(wanted.jurisdiction(), first) : wanted;
    }

    /**
     * The key of a person for a shelf; when this returns, it survives the machine.
     *
     * @return of a later day, when that day is closed, or its key was destroyed already: the record came late
     */
    public DayUnit day(Unit person, Shelf wanted) throws IOException {
        Shelf shelf = open(wanted);
        ChainOf of = new ChainOf(person.name(), shelf.jurisdiction());
        Chain first = chains.get(of);
        if (first == null) {
            first = new Chain(person.name(), shelf, bytes(KEY_BYTES));
            file.append(line(first) + "\n");
            take(first);
        }
        LocalDate day =
                shelf.day().isBefore(first.shelf().day()) ? first.shelf().day() : shelf.day();
        Near known = near.get(of);
        if (known == null || known.link().shelf().day().isAfter(day)) {
            known = Near.of(person, first);
        }
        if (!known.link().shelf().day().equals(day)) {
            known = Near.of(person, known.link().at(day));
        }
        near.put(of, known);
        return known.day();
    }

    /**
     * From here on a person has another unit than this one, which is about to be erased. Until it is, what was under it can
     * be read; when records before this point are gone through again, the person has this one again.
     */
    void retire(String name) {
        persons.values().forEach(all -> all.removeIf(unit -> unit.name().equals(name)));
    }

    /**
     * The unit of an hour in a jurisdiction, made at the first time; when this returns, it survives the machine.
     *
     * @param micros a time in it, since 1970 UTC
     * @return of a later hour, when the day is closed: the record came late
     */
    public DayUnit hour(String jurisdiction, long micros) throws IOException {
        Shelf shelf = open(Shelf.of(jurisdiction, micros));
        String name = Hour.of(shelf, micros).name();
        Unit known = units.get(name);
        return new DayUnit(known != null ? known : made(name, Optional.empty()), shelf);
    }

    /**
     * What a statement is sealed with: the key is that of who acted for the shelf, and that of the record in the hour's
     * {@link KeyTree}, by HMAC-SHA-256. It is there as long as both are. When this returns, they survive the machine.
     *
     * @param actor with the key for the shelf
     * @param micros the record's time, since 1970 UTC
     * @return named as the hour; empty when the record's key is destroyed
     */
    public Optional<Unit> statement(DayUnit actor, long micros, RecordLabel record) throws IOException {
        Hour hour = Hour.of(actor.shelf(), micros);
        Optional<HourTrees.Tree> known = trees.of(hour);
        return statement(known.isPresent() ? known.get() : made(hour), actor.unit(), record);
    }

    private HourTrees.Tree made(Hour hour) throws IOException {
        HourTrees.Tree tree = trees.add(hour.name(), "", bytes(KEY_BYTES));
        file.append(tree.lines().map(line -> line + "\n").collect(Collectors.joining()));
        return tree;
    }

    /**
     * The same, of a statement that was sealed.
     *
     * @param hour the unit that it is under
     * @param person the pseudonym of who acted
     * @return empty when one of the keys that it takes is destroyed
     */
    public Optional<Unit> statement(String hour, String person, Shelf shelf, RecordLabel record) {
        return unit(person, shelf)
                .filter(actor -> actor.person().isPresent())
                .flatMap(actor -> Hour.parse(hour).flatMap(trees::of).flatMap(tree -> statement(tree, actor, record)));
    }

    private Optional<Unit> statement(HourTrees.Tree tree, Unit actor, RecordLabel record) {
        return tree.keys()
                .key(record.bits())
                .map(key -> new Unit(tree.unit(), Optional.empty(), hmac.of(actor.key(), key)));
    }

    /** Destroys the keys of single records; when this returns, they are gone for good from this file. */
    void puncture(Collection<SealedRecord> records) throws IOException {
        if (!records.isEmpty()) {
            trees.puncture(records);
            rewrite();
        }
    }

    private Unit made(String name, Optional<String> person) throws IOException {
        Unit unit = new Unit(name, person, bytes(KEY_BYTES));
        file.append(line(unit) + "\n");
        take(unit);
        return unit;
    }

    /** A record of a day names a person. */
    public void see(Unit person, LocalDate day) {
        LocalDate before = seen.get(person.name());
        if (before == null || before.isBefore(day)) {
            seen.put(person.name(), day);
            unsaved.add(person.name());
        }
    }

    /** Makes what was {@linkplain #see seen} survive the machine. */
    public void saveSeen() throws IOException {
        if (unsaved.isEmpty()) {
            return;
        }
        if (staleLines > STALE_LINES + units.size() + chains.size()) {
            rewrite();
            return;
        }
        StringBuilder lines = new StringBuilder();
        unsaved.forEach(name -> lines.append(seenLine(name)).append('\n'));
        file.append(lines.toString());
        staleLines += unsaved.size();
        unsaved.clear();
    }

    /** Units of persons whom no record names since a day. Who was never seen at all is not among them. */
    public List<String> unseenSince(LocalDate day) {
        return seen.entrySet().stream()
                .filter(one -> one.getValue().isBefore(day) && units.containsKey(one.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String line(Unit unit) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("unit", unit.name());
        unit.person().ifPresent(id -> line.put("id", id));
        line.put("key", Base64.getEncoder().encodeToString(unit.key()));
        return JsonMapper.shared().writeValueAsString(line);
    }

    private static String line(Chain chain) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("unit", chain.unit());
        line.put("jur", chain.shelf().jurisdiction());
        line.put("day", chain.shelf().day().toString());
        line.put("link", Base64.getEncoder().encodeToString(chain.link()));
        return JsonMapper.shared().writeValueAsString(line);
    }

    private String seenLine(String name) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("unit", name);
        line.put("seen", String.valueOf(seen.get(name)));
        return JsonMapper.shared().writeValueAsString(line);
    }

    /** Destroys the keys of units; when this returns, they are gone for good from this file. */
    void erase(Set<String> names) throws IOException {
        boolean gone = units.keySet().removeAll(names);
        if (trees.erase(names) || gone) {
            names.forEach(this::retire);
            chains.keySet().removeIf(chain -> names.contains(chain.unit()));
            seen.keySet().removeAll(names);
            rewrite();
        }
    }

    /** Destroys the keys of what was kept long enough; when this returns, they are gone for good from this file. */
    void retain(Retention kept) throws IOException {
        chains.replaceAll((_, chain) -> kept.covers(chain.unit(), chain.shelf()) ? chain.at(kept.before()) : chain);
        units.keySet()
                .removeIf(name -> Hour.parse(name)
                        .filter(hour -> kept.covers(hour.shelf()))
                        .isPresent());
        trees.retain(kept);
        rewrite();
    }

    private void rewrite() throws IOException {
        near.clear();
        unsaved.clear();
        file.replace(Stream.of(
                        units.values().stream().map(KeyTable::line),
                        chains.values().stream().map(KeyTable::line),
                        trees.lines(),
                        seen.keySet().stream().map(this::seenLine))
                .flatMap(lines -> lines)
                .toList());
        staleLines = 0;
    }

    /** The unit of a person that is there already. */
    public Optional<Unit> known(String id) {
        return persons.getOrDefault(id, List.of()).stream().findFirst();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** By its name in the log; empty when it is erased. */
    public Optional<Unit> unit(String name) {
        return Optional.ofNullable(units.get(name));
    }

    /** With the key for a shelf; empty when that is destroyed. */
    public Optional<Unit> unit(String name, Shelf shelf) {
        Optional<Unit> unit = unit(name);
        if (unit.isEmpty() || unit.get().person().isEmpty()) {
            return unit;
        }
        Chain chain = chains.get(new ChainOf(name, shelf.jurisdiction()));
        return chain == null || shelf.day().isBefore(chain.shelf().day())
                ? Optional.empty()
                : Optional.of(new Unit(
                        name, unit.get().person(), chain.at(shelf.day()).key()));
    }
}
