package dev.sallyport.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.audit.CanonicalJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("What a statement said")
class ParticularsReaderTest {

    private static String json(byte[] bytes) {
        return new String(ParticularsReader.json(bytes), StandardCharsets.UTF_8);
    }

    /** @param hex with blanks, and texts in quotes */
    private static String read(String hex) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String piece : hex.split(" ")) {
            bytes.writeBytes(
                    piece.startsWith("'")
                            ? piece.substring(1).getBytes(StandardCharsets.UTF_8)
                            : HexFormat.of().parseHex(piece));
        }
        return json(bytes.toByteArray());
    }

    @Test
    @DisplayName("is its text and its parameters, as JSON")
    void read() {
        assertThat(read("01 00 00000003 'a\"b")).isEqualTo("{\"txt\":\"a\\\"b\"}");
        assertThat(json(Said.bytes("", List.of(Optional.of("ü\n"), Optional.empty(), Optional.of("")))))
                .isEqualTo("{\"par\":[\"ü\\n\",null,\"\"]}");
        assertThat(read("01 00 00000001 'x 0000 0000")).isEqualTo("{\"txt\":\"x\"}");
        assertThat(read("01 00 00000000")).isEqualTo("{}");
    }

    @Test
    @DisplayName("has values in hex that are binary, or no text")
    void formats() {
        String values = " 0002 00000001 'a 00000002 cafe";
        assertThat(read("01 00 00000000 0000" + values)).isEqualTo("{\"par\":[\"a\",{\"hex\":\"cafe\"}]}");
        assertThat(read("01 00 00000000 0001 0001" + values))
                .isEqualTo("{\"par\":[{\"hex\":\"61\"},{\"hex\":\"cafe\"}]}");
        assertThat(read("01 00 00000000 0002 0001 0000 0002 00000001 'a 00000001 'b"))
                .isEqualTo("{\"par\":[{\"hex\":\"61\"},\"b\"]}");
        assertThat(read("01 00 00000000 0000 0001 00000003 efbfbd"))
                .as("the character that stands for errors, sent as itself")
                .isEqualTo("{\"par\":[\"\uFFFD\"]}");
    }

    @Test
    @DisplayName("says that it was cut, by the gate or because it cannot be read further")
    void cut() {
        assertThat(read("01 01 00000001 'a")).isEqualTo("{\"cut\":true,\"txt\":\"a\"}");
        assertThat(read("01 02 00000001 'a 0000 0003 00000009 'bc"))
                .isEqualTo("{\"cut\":true,\"par\":[\"bc\"],\"txt\":\"a\"}");
        assertThat(read("01 00 00000009 'a")).isEqualTo("{\"cut\":true,\"txt\":\"a\"}");
        assertThat(read("01 00 ffffffff 'a")).isEqualTo("{\"cut\":true,\"txt\":\"a\"}");
        assertThat(read("01 00 00000004 'ab c3 28")).isEqualTo("{\"cut\":true,\"txt\":\"ab\"}");
        assertThat(read("01 00 00000000 0000 0001 fffffffe")).isEqualTo("{\"cut\":true}");
        assertThat(read("01 00 00000000 0000 0001 ffffffff 00")).isEqualTo("{\"cut\":true,\"par\":[null]}");
        assertThat(read("01 00 00000000 ffff 0000")).isEqualTo("{\"cut\":true}");
        assertThat(read("02 00 00000001 'a")).isEqualTo("{\"cut\":true}");
        assertThat(json(new byte[0])).isEqualTo("{\"cut\":true}");
    }

    @Test
    @DisplayName("is canonical JSON whatever the bytes are")
    void anything() {
        Random random = new Random(11);
        byte[] whole = Said.bytes(
                "select 'x' \u20ac where a = $1",
                List.of(Optional.of("v\u00e4lue"), Optional.empty(), Optional.of("9")));
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = Arrays.copyOf(whole, round % 3 == 0 ? random.nextInt(whole.length + 1) : whole.length);
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (round % 5 == 0) {
                random.nextBytes(bytes);
                bytes = bytes.length == 0 ? bytes : change(bytes);
            }
            byte[] json = ParticularsReader.json(bytes);
            JsonNode tree = JsonMapper.shared().readTree(json);
            if (tree.path("par").valueStream().noneMatch(JsonNode::isNull)) {
                assertThat(CanonicalJson.of(tree)).isEqualTo(json);
            }
            assertThat(tree.propertyNames()).isSubsetOf("cut", "par", "txt");
        }
    }

    private static byte[] change(byte[] bytes) {
        bytes[0] = 1;
        return bytes;
    }
}
