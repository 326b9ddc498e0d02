package dev.sallyport.audit.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sallyport.audit.log.WrittenLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The keeper of the index")
class IndexKeeperTest {

    @TempDir
    private Path folder = Path.of(".");

    @Test
    @DisplayName("goes on after an error that is none of the index's own")
    void errors() throws IOException {
        WrittenLog log = new WrittenLog(folder.resolve("log"));
        log.add(List.of("{\"id\":\"1\",\"k\":\"log.start\",\"ts\":1}"));
        Path index = folder.resolve("index");
        AtomicInteger opened = new AtomicInteger();
        IndexKeeper.Opening opening = (anew, pace) -> {
            if (opened.incrementAndGet() < 3) {
                throw new StackOverflowError("made by a test");
            }
            return new LogIndexer(index, log.folder(), anew, pace);
        };
        try (IndexKeeper _ = IndexKeeper.start(index, log.folder(), opening)) {
            await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> {
                try (LogIndex open = LogIndex.open(index)) {
                    assertThat(open.count(Question.ALL)).isEqualTo(1);
                }
            });
        }
        assertThat(opened).hasValue(3);
    }
}
