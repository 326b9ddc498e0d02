package dev.sallyport.audit.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The log's tree")
class TreeTest {

    private static final TreeHasher HASHER = new TreeHasher();

    /** RFC 6962, section 2.1, word by word. */
    private static Hash naive(List<Hash> leaves) {
        if (leaves.isEmpty()) {
            return HASHER.empty();
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int left = 1;
        while (left * 2 < leaves.size()) {
            left *= 2;
        }
        return HASHER.node(naive(leaves.subList(0, left)), naive(leaves.subList(left, leaves.size())));
    }

    private static List<Hash> leaves(int count) {
        List<Hash> leaves = new ArrayList<>();
        for (int leaf = 0; leaf < count; leaf++) {
            leaves.add(HASHER.leaf(("entry " + leaf).getBytes(StandardCharsets.UTF_8)));
        }
        return leaves;
    }

    private static Proofs.Nodes nodes(List<Hash> leaves) {
        return (height, index) -> naive(leaves.subList((int) (index << height), (int) ((index + 1) << height)));
    }

    @Test
    @DisplayName("without leaves, with one, and with two is as the RFC has it")
    void small() {
        assertThat(HASHER.empty()).hasToString("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(HASHER.leaf(new byte[0]))
                .hasToString("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    @Test
    @DisplayName("grows leaf by leaf to the root and the tiles of the definition")
    void grows() {
        List<Hash> leaves = leaves(1030);
        RightEdge edge = new RightEdge();
        Map<Tile, List<Hash>> tiles = new HashMap<>();
        assertThat(edge.root()).isEqualTo(HASHER.empty());
        for (int size = 1; size <= leaves.size(); size++) {
            edge.append(leaves.get(size - 1), tiles::put);
            assertThat(edge.size()).isEqualTo(size);
            if (size < 300 || size % 97 == 0 || size % 256 < 2) {
                assertThat(edge.root()).as("size %s", size).isEqualTo(naive(leaves.subList(0, size)));
                Map<Tile, List<Hash>> all = new HashMap<>(tiles);
                edge.partials(all::put);
                assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(Tile.of(size));
                RightEdge again = new RightEdge(size, tile -> Objects.requireNonNull(all.get(tile)));
                assertThat(again.root()).isEqualTo(edge.root());
            }
        }
        assertThat(tiles.get(new Tile(1, 0, 256))).isNull();
    }

    @Test
    @DisplayName("proves every leaf of every tree, and no other")
    void inclusion() {
        List<Hash> leaves = leaves(70);
        for (int size = 1; size <= leaves.size(); size++) {
            List<Hash> some = leaves.subList(0, size);
            Hash root = naive(some);
            for (int leaf = 0; leaf < size; leaf++) {
                List<Hash> proof = Proofs.inclusion(leaf, size, nodes(some));
                assertThat(Proofs.includes(leaf, size, leaves.get(leaf), proof, root))
                        .isTrue();
                assertThat(Proofs.includes(leaf, size, HASHER.leaf(new byte[] {1}), proof, root))
                        .isFalse();
                assertThat(Proofs.includes((leaf + 1) % size, size, leaves.get(leaf), proof, root))
                        .isEqualTo(size == 1);
                List<Hash> longer = new ArrayList<>(proof);
                longer.add(root);
                assertThat(Proofs.includes(leaf, size, leaves.get(leaf), longer, root))
                        .isFalse();
                if (!proof.isEmpty()) {
                    assertThat(Proofs.includes(leaf, size, leaves.get(leaf), proof.subList(0, proof.size() - 1), root))
                            .isFalse();
                }
            }
        }
    }

    @Test
    @DisplayName("proves that it extends every tree before it, and no other")
    void consistency() {
        List<Hash> leaves = leaves(70);
        Random random = new Random(1);
        for (int newer = 0; newer <= leaves.size(); newer++) {
            Hash newerRoot = naive(leaves.subList(0, newer));
            for (int older = 0; older <= newer; older++) {
                Hash olderRoot = naive(leaves.subList(0, older));
                List<Hash> proof = Proofs.consistency(older, newer, nodes(leaves.subList(0, newer)));
                assertThat(Proofs.extend(older, newer, olderRoot, newerRoot, proof))
                        .isTrue();
                assertThat(Proofs.extend(older, newer, HASHER.leaf(new byte[] {1}), newerRoot, proof))
                        .isFalse();
                if (!proof.isEmpty()) {
                    List<Hash> altered = new ArrayList<>(proof);
                    altered.set(random.nextInt(altered.size()), HASHER.leaf(new byte[] {2}));
                    assertThat(Proofs.extend(older, newer, olderRoot, newerRoot, altered))
                            .isFalse();
                }
            }
        }
        assertThatThrownBy(() -> Proofs.consistency(3, 2, nodes(leaves))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 256, tile/0/005",
        "0, 1234067, 256, tile/0/x001/x234/067",
        "1, 273, 112, tile/1/273.p/112",
        "-1, 1000, 1, tile/entries/x001/000.p/1",
        "0, 999, 256, tile/0/999",
        "2, 0, 1, tile/2/000.p/1"
    })
    @DisplayName("has tiles at the places of the specification")
    void paths(int level, long index, int width, String path) {
        assertThat(new Tile(level, index, width).path()).isEqualTo(path);
    }

    @Test
    @DisplayName("of 70,000 leaves has the partial tiles of the specification's example")
    void example() {
        assertThat(Tile.of(70_000).stream().filter(Tile::partial).map(Tile::path))
                .containsExactly("tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1");
        assertThat(Tile.of(256).stream().map(Tile::path)).containsExactly("tile/0/000", "tile/1/000.p/1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=", "not base64 at all"})
    @DisplayName("takes nothing for a hash that is none")
    void hashes(String text) {
        assertThatThrownBy(() -> Hash.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
