package dev.sallyport.audit.parquet;

import com.github.luben.zstd.Zstd;
import dev.sallyport.audit.search.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.api.RecordConsumer;

/**
 * Writes a Parquet file of events, compressed with Zstandard. Nothing of Hadoop is needed when this runs: the library's
 * classes only name its configuration.
 */
final class EventFile {

    private EventFile() {}

    /**
     * @param footer stands in the file beside the schema
     * @return the writer; the file is whole when that is closed
     */
    static ParquetWriter<Event> writer(Path file, Map<String, String> footer) throws IOException {
        return new Builder(new LocalOutputFile(file), footer)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Zstandard())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .build();
    }

    private static final class Builder extends ParquetWriter.Builder<Event, Builder> {
        private final Map<String, String> footer;

        Builder(OutputFile file, Map<String, String> footer) {
            super(file);
            this.footer = footer;
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        @SuppressWarnings("deprecation") // the library has no other that is abstract
        protected WriteSupport<Event> getWriteSupport(Configuration configuration) {
            return new Writing(footer);
        }

        @Override
        protected WriteSupport<Event> getWriteSupport(ParquetConfiguration configuration) {
            return new Writing(footer);
        }
    }

    private static final class Writing extends WriteSupport<Event> {
        private final Map<String, String> footer;

        @SuppressWarnings("NullAway.Init") // set before the first event
        private RecordConsumer consumer;

        Writing(Map<String, String> footer) {
            this.footer = footer;
        }

        @Override
        @SuppressWarnings("deprecation") // abstract all the same
        public WriteContext init(Configuration configuration) {
            return new WriteContext(EventColumns.schema(), footer);
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return new WriteContext(EventColumns.schema(), footer);
        }

        @Override
        public void prepareForWrite(RecordConsumer out) {
            this.consumer = out;
        }

        @Override
        public void write(Event event) {
            EventColumns.write(event, consumer);
        }
    }

    /** The library's own takes Hadoop. */
    private static final class Zstandard implements CompressionCodecFactory {
        private static final int LEVEL = 3;

        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    ByteArrayOutputStream plain = new ByteArrayOutputStream(Math.toIntExact(bytes.size()));
                    bytes.writeAllTo(plain);
                    return BytesInput.from(Zstd.compress(plain.toByteArray(), LEVEL));
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("files are only written");
        }

        @Override
        public void release() {}
    }
}
