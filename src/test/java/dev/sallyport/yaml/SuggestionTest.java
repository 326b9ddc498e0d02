package dev.sallyport.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> WORDS = List.of("rules", "policy", "databases", "on");

    @Test
    void near_words_are_found() {
        assertThat(Suggestion.closest("rulse", WORDS)).contains("rules");
        assertThat(Suggestion.closest("polcy", WORDS)).contains("policy");
        assertThat(Suggestion.closest("database", WORDS)).contains("databases");
        assertThat(Suggestion.closest("no", WORDS)).contains("on");
    }

    @Test
    void far_words_are_not() {
        assertThat(Suggestion.closest("listen", WORDS)).isEmpty();
        assertThat(Suggestion.text("xx", WORDS)).isEmpty();
    }
}
