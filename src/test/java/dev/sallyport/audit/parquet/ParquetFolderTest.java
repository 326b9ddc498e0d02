package dev.sallyport.audit.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sallyport.audit.log.WrittenLog;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.LogIndexer;
import dev.sallyport.audit.search.Question;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Parquet files of the log")
class ParquetFolderTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");

    @TempDir
    private Path folder = Path.of(".");

    private static String intent(int number, Instant time) {
        return """
                {"id":"%d","k":"q.intent","ts":%d,"obj":[{"rel":"public.customers","cols":["email"],"tag":["pii.email"]}],\
                "st":{"txt":"select $1"}}""".formatted(number, time.getEpochSecond() * 1_000_000);
    }

    private static String outcome(int number, Instant time) {
        return "{\"id\":\"o%1$d\",\"k\":\"q.outcome\",\"ts\":%2$d,\"ref\":\"%1$d\",\"res\":{\"st\":\"ok\",\"rows\":%1$d}}"
                .formatted(number, time.getEpochSecond() * 1_000_000);
    }

    @Test
    @DisplayName("hold each hour that is over, once, with the log that it was made from")
    void hours() throws IOException {
        WrittenLog log = new WrittenLog(folder.resolve("log"));
        log.add(List.of(
                intent(1, TEN),
                outcome(1, TEN.plusSeconds(1)),
                intent(2, TEN.plusSeconds(3_599)),
                outcome(2, TEN.plusSeconds(3_601)),
                intent(3, TEN.plusSeconds(7_300))));
        try (LogIndexer indexer = new LogIndexer(folder.resolve("index"), log.folder(), false)) {
            indexer.advance();
        }
        assertThat(write(log, TEN.plusSeconds(3_660))).isEmpty();
        assertThat(write(log, TEN.plusSeconds(4_300))).containsExactly("date=2026-11-24/hour=10/events.parquet: 2");
        assertThat(write(log, TEN.plusSeconds(20_000))).containsExactly("date=2026-11-24/hour=12/events.parquet: 1");

        FileMetaData first = metadata("date=2026-11-24/hour=10/events.parquet");
        assertThat(first.getNum_rows()).isEqualTo(2);
        assertThat(first.getKey_value_metadata())
                .extracting(KeyValue::getKey, KeyValue::getValue)
                .contains(tuple("sallyport.origin", "example.com/log"), tuple("sallyport.size", "5"));
        Map<String, ColumnMetaData> columns = first.getRow_groups().getFirst().getColumns().stream()
                .map(ColumnChunk::getMeta_data)
                .collect(Collectors.toMap(column -> String.join(".", column.getPath_in_schema()), column -> column));
        assertThat(columns.values())
                .allSatisfy(column -> assertThat(column.getCodec()).isEqualTo(CompressionCodec.ZSTD));
        assertThat(told(columns, "index")).isEqualTo("0 to 2");
        assertThat(told(columns, "outcome_index")).isEqualTo("1 to 3");
        assertThat(told(columns, "rows")).isEqualTo("1 to 2");
        assertThat(told(columns, "tags.list.element")).isEqualTo("pii.email to pii.email");
        assertThat(told(columns, "columns.list.element")).isEqualTo("public.customers.email to public.customers.email");
        assertThat(told(columns, "purpose")).isEqualTo("nothing");
    }

    private static String told(Map<String, ColumnMetaData> columns, String name) {
        ColumnMetaData column = Optional.ofNullable(columns.get(name)).orElseThrow();
        Statistics statistics = column.getStatistics();
        if (!statistics.isSetMin_value()) {
            return "nothing";
        }
        return value(column.getType(), statistics.getMin_value()) + " to "
                + value(column.getType(), statistics.getMax_value());
    }

    private static String value(Type type, byte[] bytes) {
        return type == Type.INT64
                ? Long.toString(
                        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong())
                : new String(bytes, StandardCharsets.UTF_8);
    }

    /** The end of a file is its metadata, their length in four bytes, and a magic word. */
    private FileMetaData metadata(String name) throws IOException {
        byte[] file = Files.readAllBytes(folder.resolve("out").resolve(name));
        int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
        return Util.readFileMetaData(new ByteArrayInputStream(file, file.length - 8 - length, length));
    }

    private List<String> write(WrittenLog log, Instant now) throws IOException {
        List<String> written = new ArrayList<>();
        Path out = folder.resolve("out");
        try (LogIndex index = LogIndex.open(folder.resolve("index"))) {
            new ParquetFolder(out)
                    .write(
                            index,
                            log.folder(),
                            Question.ALL,
                            now,
                            false,
                            (file, events) -> written.add(out.relativize(file) + ": " + events));
        }
        return written;
    }

    @Test
    @DisplayName("need no class of Hadoop")
    void without() {
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.conf.Configuration"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
