package dev.sallyport.policy.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.policy.PolicySet;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies follow their folder, and bad files never replace good ones. */
class PolicyWatchTest {

    private static final Duration OFTEN = Duration.ofMillis(20);

    private final List<String> told = new CopyOnWriteArrayList<>();

    private final PolicyWatch.Listener listener = new PolicyWatch.Listener() {
        @Override
        public void replaced(PolicySet before, PolicySet after) {
            told.add("replaced " + before.names() + " by " + after.names());
        }

        @Override
        public List<Problem> objections(PolicySet candidate) {
            return candidate.names().contains("objectionable")
                    ? List.of(new Place("b.yaml", 1, 1).problem("it does not fit"))
                    : List.of();
        }

        @Override
        public void rejected(PolicySet kept, List<String> problems) {
            told.add("kept " + kept.names() + ": " + problems.getFirst());
        }
    };

    private static void write(Path folder, String name, String content) throws IOException {
        Path draft = Files.writeString(folder.resolve(name + ".draft"), content);
        Files.move(draft, folder.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void a_change_is_taken_up_and_a_mistake_is_told_and_not(@TempDir Path folder) throws IOException {
        write(folder, "a.yaml", "policy: one\nrules: []\n");
        write(folder, "a.test.yaml", "not: a policy\n");
        PolicySet initial = switch (new PolicyFolder(folder).compile(_ -> Optional.empty())) {
            case PolicySet.Compilation.Compiled(PolicySet policies) -> policies;
            case PolicySet.Compilation.Rejected(var problems) -> throw new AssertionError(problems.toString());
        };
        try (PolicyWatch watch =
                PolicyWatch.start(new PolicyFolder(folder), initial, OFTEN, _ -> Optional.empty(), listener)) {
            write(folder, "a.yaml", "policy: second\nrules: []\n");
            await().until(() -> watch.current().names().equals(List.of("second")));
            write(folder, "b.yaml", "polcy: third\n");
            await().until(() -> told.size() == 2);
            assertThat(watch.current().names()).containsExactly("second");
            write(folder, "b.yaml", "policy: objectionable\nrules: []\n");
            await().until(() -> told.size() == 3);
            assertThat(watch.current().names()).containsExactly("second");
            write(folder, "b.yaml", "policy: third\nrules: []\n");
            await().until(() -> watch.current().names().equals(List.of("second", "third")));
        }
        assertThat(told.get(0)).isEqualTo("replaced [one] by [second]");
        assertThat(told.get(1)).startsWith("kept [second]: " + folder.resolve("b.yaml") + ":1:1: a document has");
        assertThat(told.get(2)).isEqualTo("kept [second]: b.yaml:1:1: it does not fit");
        assertThat(told.get(3)).isEqualTo("replaced [second] by [second, third]");
        assertThat(told).hasSize(4);
    }

    @Test
    void a_folder_that_goes_away_is_told_once_and_changes_nothing(@TempDir Path parent) throws IOException {
        PolicyFolder folder = new PolicyFolder(parent.resolve("missing"));
        try (PolicyWatch watch = PolicyWatch.start(folder, PolicySet.none(), OFTEN, _ -> Optional.empty(), listener)) {
            await().until(() -> !told.isEmpty());
            await().during(Duration.ofMillis(200)).until(() -> told.size() == 1);
            assertThat(told.getFirst()).contains("does not exist");
            assertThat(watch.current().names()).isEmpty();
        }
    }
}
