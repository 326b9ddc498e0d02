package dev.sallyport.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.catalog.RelationName;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A search for values")
class SearchTest {

    private static final String VALUE = "Grace Hopper, 1906";
    private static final RelationName RELATION = new RelationName("public", "people");

    private static Search search(String value) {
        return new Search(List.of(
                new Canary(RELATION, "name", 1, value, Canary.mark(value).orElseThrow())));
    }

    private static Answer answer(List<byte[]> values, String... diagnostics) {
        List<List<Optional<byte[]>>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(List.of(Optional.of(value))));
        return new Answer(
                List.of("c"), rows, "", List.of(diagnostics), List.of("SELECT 1"), List.of(), Optional.empty());
    }

    private static boolean finds(String value, String... shown) {
        List<byte[]> rows = new ArrayList<>();
        for (String text : shown) {
            rows.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return !search(value).in(List.of(answer(rows))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Grace Hopper",
                "xGRACE HOPPERx",
                "reppoH ecarG",
                "{\"a\": \"Grace Hopper\"}",
                "G-r-a-c-e H.o.p.p.e.r",
                "71 114 97 99 101 32 72 111 112 112 101 114"
            })
    @DisplayName("finds them in many forms")
    void forms(String shown) {
        assertThat(finds(VALUE, "before", shown)).isTrue();
    }

    @Test
    @DisplayName("finds them encoded, wherever they begin, and digested")
    void encoded() throws NoSuchAlgorithmException {
        for (String before : List.of("", "a", "bc", "def")) {
            byte[] octets = (before + VALUE + "!").getBytes(StandardCharsets.UTF_8);
            assertThat(finds(VALUE, Base64.getEncoder().encodeToString(octets))).isTrue();
            assertThat(finds(VALUE, "\\x" + HexFormat.of().formatHex(octets))).isTrue();
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(VALUE.getBytes(StandardCharsets.UTF_8));
        assertThat(finds(VALUE, HexFormat.of().formatHex(digest))).isTrue();
        assertThat(search(VALUE).in(List.of(answer(List.of(digest))))).isNotEmpty();
    }

    @Test
    @DisplayName("finds them one character at a time, and in what errors say")
    void elsewhere() {
        assertThat(finds(VALUE, VALUE.split(""))).isTrue();
        assertThat(search(VALUE).in(List.of(answer(List.of(), "invalid input: \"grace hopper\""))))
                .extracting(hit -> hit.canary().toString())
                .containsExactly("value 1 of public.people.name");
    }

    @Test
    @DisplayName("finds whole numbers as digits and as they are sent in binary, and not within others")
    void numbers() {
        assertThat(finds("48151", "a 48151 b")).isTrue();
        assertThat(finds("48151", "15184")).isTrue();
        assertThat(finds("48151", "148151")).isFalse();
        assertThat(search("48151")
                        .in(List.of(answer(
                                List.of(ByteBuffer.allocate(4).putInt(48151).array())))))
                .isNotEmpty();
        assertThat(search("48151")
                        .in(List.of(answer(
                                List.of(ByteBuffer.allocate(4).putInt(48152).array())))))
                .isEmpty();
    }

    @Test
    @DisplayName("takes of a structure its longest piece, and nothing that would turn up by chance")
    void marks() {
        assertThat(Canary.mark("{\"diagnosis\": \"rare\", \"of\": \"Grace Hopper\"}"))
                .contains("Grace Hopper");
        assertThat(Canary.mark("short")).isEmpty();
        assertThat(Canary.mark("1234")).isEmpty();
        assertThat(Canary.mark("12345")).contains("12345");
        assertThat(Canary.mark("x".repeat(500)))
                .hasValueSatisfying(mark -> assertThat(mark).hasSize(48));
    }

    @Test
    @DisplayName("finds nothing in what has nothing to do with them, and takes whatever there is")
    void nothing() {
        Random random = new Random(20601);
        Search search = search(VALUE);
        for (int round = 0; round < 300; round++) {
            byte[] octets = new byte[random.nextInt(400)];
            random.nextBytes(octets);
            assertThat(search.in(List.of(answer(List.of(octets), new BigInteger(300, random).toString(36)))))
                    .isEmpty();
        }
    }
}
