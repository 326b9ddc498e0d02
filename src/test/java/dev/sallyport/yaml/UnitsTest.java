package dev.sallyport.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnitsTest {

    @Test
    void times_have_units() {
        assertThat(Units.duration("500ms")).contains(Duration.ofMillis(500));
        assertThat(Units.duration("30s")).contains(Duration.ofSeconds(30));
        assertThat(Units.duration("10 m")).contains(Duration.ofMinutes(10));
        assertThat(Units.duration("2h")).contains(Duration.ofHours(2));
        assertThat(Units.duration("1d")).contains(Duration.ofDays(1));
        for (String wrong : new String[] {"30", "s", "-1s", "1.5s", "30S", "", "999999999999999999d"}) {
            assertThat(Units.duration(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void sizes_are_bytes_or_have_units() {
        assertThat(Units.bytes("4096")).hasValue(4096);
        assertThat(Units.bytes("16MiB")).hasValue(16 << 20);
        assertThat(Units.bytes("1GiB")).hasValue(1 << 30);
        assertThat(Units.bytes("5kB")).hasValue(5_000);
        for (String wrong : new String[] {"16mib", "1.5MiB", "-1", "", "999999999999999999TiB", "MiB"}) {
            assertThat(Units.bytes(wrong)).as(wrong).isEmpty();
        }
    }
}
