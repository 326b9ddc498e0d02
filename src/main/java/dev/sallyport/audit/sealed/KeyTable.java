package dev.sallyport.audit.sealed;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys that what is sealed can be read with, each for what is erased together: one person, or one hour. For a person it
 * also says which pseudonym the log knows them by. Where an entry is gone, nobody can tell any more. Not thread-safe.
 *
 * <p>The file has a line of JSON for each: {@code unit}, {@code key} in base64, and {@code id} of a person. Only its owner
 * reads it.
 */
public final class KeyTable {

    private static final int KEY_BYTES = 32;
    private static final int PSEUDONYM_BYTES = 12;
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyyMMddHH").withZone(ZoneOffset.UTC);
    private static final long MICROS = 1_000_000;

    private final OwnerFile file;
    private final SecureRandom random;
    private final Map<String, Unit> units = new LinkedHashMap<>();
    private final Map<String, List<Unit>> persons = new HashMap<>();

    /**
     * What is erased together.
     *
     * @param name in the log: of a person, the pseudonym
     * @param person who it is; empty for hours
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Unit(String name, Optional<String> person, byte[] key) {}

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
                table.take(unit(JsonMapper.shared().readTree(line)));
            } catch (JacksonException | IllegalArgumentException damaged) {
                throw new IOException(path + ":" + number + ": this line is damaged");
            }
        }
        return table;
    }

    private static Unit unit(JsonNode line) {
        byte[] key = Base64.getDecoder().decode(line.path("key").asString(""));
        String name = line.path("unit").asString("");
        if (name.isEmpty() || key.length != KEY_BYTES) {
            throw new IllegalArgumentException("no unit");
        }
        return new Unit(name, Optional.ofNullable(line.get("id")).map(JsonNode::asString), key);
    }

    private void take(Unit unit) {
        units.put(unit.name(), unit);
        unit.person()
                .ifPresent(person ->
                        persons.computeIfAbsent(person, _ -> new ArrayList<>()).add(unit));
    }

    /** The unit of a person, made at the first time; when this returns, it survives the machine. */
    public Unit person(String id) throws IOException {
        Optional<Unit> known = known(id);
        return known.isPresent()
                ? known.get()
                : made("p_" + HexFormat.of().formatHex(bytes(PSEUDONYM_BYTES)), Optional.of(id));
    }

    /**
     * From here on a person has another unit than this one, which is about to be erased. Until it is, what was under it can
     * be read; when records before this point are gone through again, the person has this one again.
     */
    void retire(String name) {
        persons.values().forEach(all -> all.removeIf(unit -> unit.name().equals(name)));
    }

    /**
     * The unit of an hour, made at the first time; when this returns, it survives the machine.
     *
     * @param micros a time in it, since 1970 UTC
     */
    public Unit hour(long micros) throws IOException {
        String name = "h_" + HOUR.format(Instant.ofEpochSecond(Math.floorDiv(micros, MICROS)));
        Unit known = units.get(name);
        return known != null ? known : made(name, Optional.empty());
    }

    private Unit made(String name, Optional<String> person) throws IOException {
        Unit unit = new Unit(name, person, bytes(KEY_BYTES));
        file.append(line(unit) + "\n");
        take(unit);
        return unit;
    }

    private static String line(Unit unit) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("unit", unit.name());
        unit.person().ifPresent(id -> line.put("id", id));
        line.put("key", Base64.getEncoder().encodeToString(unit.key()));
        return JsonMapper.shared().writeValueAsString(line);
    }

    /** Destroys the keys of units; when this returns, they are gone for good from this file. */
    void erase(Set<String> names) throws IOException {
        if (units.keySet().removeAll(names)) {
            names.forEach(this::retire);
            file.replace(units.values().stream().map(KeyTable::line).toList());
        }
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
}
