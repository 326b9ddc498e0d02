package dev.sallyport.audit.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is sealed")
class SealTest {

    private static final Seal.Place PLACE = new Seal.Place("example.com/log", "id-1", "who");
    private static final byte[] TEXT = "{\"net\":\"192.0.2.1\"}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder = Path.of(".");

    private KeyTable table() throws IOException {
        return KeyTable.open(folder.resolve("units"), new SecureRandom());
    }

    @Test
    @DisplayName("is opened with its key, in its place, and with nothing else")
    void opened() throws IOException {
        KeyTable.Unit ada = table().person("ada");
        KeyTable.Unit bob = table().person("bob");
        Seal.Sealed sealed = Seal.seal(ada, PLACE, TEXT);
        assertThat(Seal.open(ada, PLACE, sealed.bytes(), sealed.commitment())).contains(TEXT);
        assertThat(Seal.open(bob, PLACE, sealed.bytes(), sealed.commitment())).isEmpty();
        assertThat(Seal.open(
                        ada, new Seal.Place("example.com/log", "id-2", "who"), sealed.bytes(), sealed.commitment()))
                .isEmpty();
        assertThat(Seal.open(
                        ada,
                        PLACE,
                        sealed.bytes(),
                        Seal.seal(ada, PLACE, new byte[] {1}).commitment()))
                .isEmpty();
        for (int at = 0; at < sealed.bytes().length; at++) {
            byte[] changed = sealed.bytes().clone();
            changed[at] ^= 1;
            assertThat(Seal.open(ada, PLACE, changed, sealed.commitment()))
                    .as("byte %s", at)
                    .isEmpty();
        }
        assertThat(Seal.open(ada, PLACE, new byte[3], sealed.commitment())).isEmpty();
    }

    @Test
    @DisplayName("comes out the same again, and differs from place to place and key to key")
    void same() throws IOException {
        KeyTable.Unit ada = table().person("ada");
        Seal.Sealed sealed = Seal.seal(ada, PLACE, TEXT);
        assertThat(Seal.seal(table().person("ada"), PLACE, TEXT).bytes()).isEqualTo(sealed.bytes());
        Seal.Sealed elsewhere = Seal.seal(ada, new Seal.Place("example.com/log", "id-2", "who"), TEXT);
        assertThat(elsewhere.bytes()).isNotEqualTo(sealed.bytes());
        assertThat(elsewhere.commitment()).isNotEqualTo(sealed.commitment());
        assertThat(Seal.seal(table().person("bob"), PLACE, TEXT).commitment()).isNotEqualTo(sealed.commitment());
        assertThat(new String(sealed.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("192.0.2.1");
    }

    @Test
    @DisplayName("has keys that last, each person's own, and for nobody else to read")
    void keys() throws IOException {
        KeyTable first = table();
        KeyTable.Unit ada = first.person("ada \"x\"\n");
        assertThat(first.person("ada \"x\"\n")).isSameAs(ada);
        KeyTable.Unit hour = first.hour("", 1_764_000_000_000_000L).unit();
        assertThat(hour.name()).isEqualTo("h_2025112416");
        assertThat(first.hour("", 1_764_000_001_000_000L).unit()).isSameAs(hour);
        KeyTable again = table();
        assertThat(again.person("ada \"x\"\n").name())
                .isEqualTo(ada.name())
                .startsWith("p_")
                .hasSize(26);
        assertThat(again.unit(ada.name()).flatMap(KeyTable.Unit::person)).contains("ada \"x\"\n");
        assertThat(again.unit(hour.name()).map(KeyTable.Unit::key))
                .hasValueSatisfying(key -> assertThat(key).isEqualTo(hour.key()));
        assertThat(first.hour("eu", 1_764_000_000_000_000L).unit().name()).isEqualTo("h_2025112416/eu");
        assertThat(again.unit("p_of_nobody")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("units"))))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("has keys whose file may have been cut off, and must not be damaged")
    void damaged() throws IOException {
        Path file = folder.resolve("units");
        KeyTable.Unit ada = table().person("ada");
        Files.writeString(file, "{\"unit\":\"p_half", StandardOpenOption.APPEND);
        KeyTable again = table();
        assertThat(again.person("bob").name()).isNotEqualTo(ada.name());
        assertThat(table().person("ada").name()).isEqualTo(ada.name());
        assertThat(Files.readAllLines(file)).hasSize(2);
        Files.writeString(file, "nonsense\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::table).hasMessageContaining("units:3: this line is damaged");
    }

    @Test
    @DisplayName("has a key for each day of a person, of which the old can be destroyed and the new stay")
    void days() throws IOException {
        KeyTable table = table();
        KeyTable.Unit ada = table.person("ada");
        byte[] first = table.day(ada, shelf("eu", 1)).unit().key();
        byte[] tenth = table.day(ada, shelf("eu", 10)).unit().key();
        byte[] elsewhere = table.day(ada, shelf("", 10)).unit().key();
        KeyTable.Unit bob = table.person("bob");
        byte[] bobs = table.day(bob, shelf("eu", 1)).unit().key();
        assertThat(List.of(first, tenth, elsewhere, bobs)).doesNotHaveDuplicates();
        assertThat(table().unit(ada.name(), shelf("eu", 1)).orElseThrow().key()).isEqualTo(first);
        table.retain(new Retention("eu", shelf("eu", 10).day(), Set.of(bob.name())));
        for (KeyTable one : List.of(table, table())) {
            assertThat(one.unit(ada.name(), shelf("eu", 9))).isEmpty();
            assertThat(one.unit(ada.name(), shelf("eu", 10)).orElseThrow().key())
                    .isEqualTo(tenth);
            assertThat(one.unit(ada.name(), shelf("", 10)).orElseThrow().key()).isEqualTo(elsewhere);
            assertThat(one.unit(bob.name(), shelf("eu", 1)).orElseThrow().key()).isEqualTo(bobs);
            assertThat(one.unit(ada.name(), shelf("us", 10))).isEmpty();
        }
        assertThat(table.day(ada, shelf("eu", 3)).shelf()).isEqualTo(shelf("eu", 10));
        assertThat(table.day(ada, shelf("eu", 3)).unit().key()).isEqualTo(tenth);
        table.erase(Set.of(ada.name()));
        assertThat(table().unit(ada.name(), shelf("eu", 10))).isEmpty();
        assertThat(Files.readString(folder.resolve("units"))).doesNotContain(ada.name());
    }

    @Test
    @DisplayName("tells when persons were last seen, in a file that does not grow for ever")
    void seen() throws IOException {
        KeyTable table = table();
        KeyTable.Unit ada = table.person("ada");
        table.person("never");
        for (int day = 1; day <= 3_000; day++) {
            table.see(ada, shelf("", day).day());
            table.see(ada, shelf("", day - 1).day());
            table.saveSeen();
        }
        assertThat(Files.readAllLines(folder.resolve("units"))).hasSizeLessThan(1_100);
        assertThat(table().unseenSince(shelf("", 3_000).day())).isEmpty();
        assertThat(table().unseenSince(shelf("", 3_001).day())).containsExactly(ada.name());
    }

    private static Shelf shelf(String jurisdiction, int day) {
        return new Shelf(jurisdiction, LocalDate.EPOCH.plusDays(day));
    }

    @Test
    @DisplayName("is kept by jurisdiction and day, and found by record")
    void stored() throws IOException {
        SealedStore store = new SealedStore(folder.resolve("sealed"));
        store.put(shelf("", 1), PLACE, "p_1", new byte[] {1, 2});
        store.put(shelf("", 3), new Seal.Place("example.com/log", "id-2", "who"), "p_1", new byte[] {3});
        store.put(shelf("../ü", 1), new Seal.Place("example.com/log", "id-3", "who"), "p_1", new byte[] {4});
        store.settle();
        assertThat(store.find(SealedFile.of(shelf("", 1)), "id-1", "who"))
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(1, 2));
        assertThat(store.find(SealedFile.of(shelf("", 1)), "id-2", "who")).isEmpty();
        assertThat(store.find(SealedFile.of(shelf("", 9)), "id-2", "who")).isEqualTo(Optional.empty());
        assertThat(store.find(SealedFile.of(shelf("../ü", 1)), "id-3", "who")).isPresent();
        assertThat(store.jurisdictions()).containsExactly("", "../ü");
        Files.writeString(folder.resolve("sealed/anywhere/1970-01-04.jsonl"), "half a li", StandardOpenOption.APPEND);
        SealedStore again = new SealedStore(folder.resolve("sealed"));
        again.put(shelf("", 3), new Seal.Place("example.com/log", "id-4", "who"), "p_1", new byte[] {5});
        again.settle();
        assertThat(again.find(SealedFile.of(shelf("", 3)), "id-4", "who"))
                .as("behind half a line")
                .isPresent();
        assertThat(again.find(SealedFile.of(shelf("", 3)), "id-2", "who")).isPresent();
    }

    @Test
    @DisplayName("is read where it was kept before there were jurisdictions")
    void storedBefore() throws IOException {
        Files.createDirectories(folder.resolve("sealed"));
        Files.writeString(
                folder.resolve("sealed/1970-01-02.jsonl"),
                "{\"id\":\"id-1\",\"c\":\"who\",\"eu\":\"p_1\",\"blob\":\"AQI=\"}\n");
        SealedStore store = new SealedStore(folder.resolve("sealed"));
        assertThat(store.find(SealedFile.beforeShelves(86_400_000_000L), "id-1", "who"))
                .isPresent();
        assertThat(store.count(new Retention("", shelf("", 100).day(), Set.of())))
                .isZero();
        assertThat(store.retain(new Retention("", shelf("", 100).day(), Set.of())))
                .isZero();
        store.erase(Set.of("p_1"));
        assertThat(store.find(SealedFile.beforeShelves(86_400_000_000L), "id-1", "who"))
                .isEmpty();
    }
}
