package dev.sallyport.audit.sealed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

@DisplayName("A tree of keys")
class KeyTreeTest {

    private final Hmac hmac = new Hmac();
    private final byte[] root = new byte[32];

    private KeyTree tree() {
        KeyTree tree = new KeyTree(hmac);
        tree.add("", root);
        return tree;
    }

    private static String hex(KeyTree tree, long label) {
        return tree.key(label).map(HexFormat.of()::formatHex).orElse("gone");
    }

    /** As the javadoc says, and nothing else. */
    private String plainly(long label) {
        byte[] node = root;
        for (char digit : "%016x".formatted(label).toCharArray()) {
            node = hmac.of(node, (byte) Character.digit(digit, 16));
        }
        return HexFormat.of().formatHex(node);
    }

    @Test
    @DisplayName("gives each label the key that is sixteen levels below its root, in whatever order they come")
    void keys() {
        KeyTree tree = tree();
        Random random = new Random(1);
        for (int round = 0; round < 300; round++) {
            long label = round % 3 == 0 ? random.nextLong() : 0x1234_5678_0000_0000L + random.nextInt(40);
            assertThat(hex(tree, label)).isEqualTo(plainly(label)).isEqualTo(hex(tree, label));
        }
        assertThat(hex(tree, 0)).isEqualTo(plainly(0));
        assertThat(hex(tree, -1)).isEqualTo(plainly(-1));
    }

    @RepeatedTest(5)
    @DisplayName("loses any set of keys, and no other, also when it is kept and read again")
    void punctured() {
        Random random = new Random();
        Map<Long, String> all = new HashMap<>();
        for (int count = 0; count < 200; count++) {
            long label = RecordLabel.of(random.nextInt(2), random.nextInt(2), random.nextInt(600))
                    .bits();
            all.put(label, plainly(label));
        }
        List<Long> gone = new ArrayList<>(all.keySet());
        Collections.shuffle(gone, random);
        gone = gone.subList(0, random.nextInt(gone.size()));
        KeyTree tree = tree();
        for (long label : gone) {
            tree.puncture(label);
            assertThat(tree.key(label)).isEmpty();
            tree.puncture(label);
        }
        KeyTree read = new KeyTree(hmac);
        tree.nodes().forEach(read::add);
        for (KeyTree one : List.of(tree, read)) {
            for (Map.Entry<Long, String> key : all.entrySet()) {
                assertThat(hex(one, key.getKey())).isEqualTo(gone.contains(key.getKey()) ? "gone" : key.getValue());
            }
        }
        assertThat(tree.nodes()).hasSizeLessThanOrEqualTo(1 + gone.size() * 16 * 15);
        // No node that is left is above one that is gone.
        for (long label : gone) {
            String digits = "%016x".formatted(label);
            assertThat(tree.nodes().keySet()).noneMatch(digits::startsWith);
            assertThat(tree.nodes().values())
                    .noneMatch(node -> HexFormat.of().formatHex(node).equals(all.get(label)));
        }
    }

    @Test
    @DisplayName("shares siblings between keys that are gone, and keeps the root nowhere")
    void small() {
        KeyTree tree = tree();
        tree.puncture(0x10);
        assertThat(tree.nodes()).hasSize(240);
        tree.puncture(0x11);
        assertThat(tree.nodes()).hasSize(239);
        assertThat(tree.nodes().values()).noneMatch(node -> Arrays.equals(node, root));
    }

    @Test
    @DisplayName("has no other places than sixteen digits give")
    void places() {
        KeyTree tree = new KeyTree(hmac);
        assertThat(tree.key(1)).isEmpty();
        assertThatThrownBy(() -> tree.add("x", root)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.add("0".repeat(17), root)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.add("0", new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("has a place for a record by its run, its lane and its number")
    void labels() {
        assertThat(RecordLabel.of(0x123456789abcdef0L, 0x1ab, 0x1_2345_6789L).hex())
                .isEqualTo("123456ab23456789");
        assertThat(RecordLabel.parse("f23456ab23456789")).isEqualTo(new RecordLabel(0xf23456ab23456789L));
    }
}
