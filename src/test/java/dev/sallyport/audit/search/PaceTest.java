package dev.sallyport.audit.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pace of the index")
class PaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final List<Long> rests = new ArrayList<>();
    private double load;

    @Test
    @DisplayName("rests four times as long as it works while processors are wanted elsewhere, and not otherwise")
    void rests() {
        Pace pace = new Pace(() -> load, rests::add);
        load = 0.5;
        pace.worked(10 * MILLI);
        assertThat(rests).isEmpty();
        load = 0.95;
        for (int turn = 0; turn < 60; turn++) {
            pace.worked(10 * MILLI);
        }
        assertThat(rests).hasSizeBetween(5, 15).containsOnly(40 * MILLI);
        pace.worked(TimeUnit.SECONDS.toNanos(3));
        assertThat(rests.getLast()).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        load = 0.2;
        rests.clear();
        pace.worked(10 * MILLI);
        assertThat(rests).isEmpty();
    }
}
