package dev.sallyport.audit.parquet;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.Question;
import dev.sallyport.audit.search.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * A folder of Parquet files, one for each hour of UTC in which something happened:
 * {@code date=2026-11-24/hour=09/events.parquet}, sorted by time. In the footer of each stand the log's name, and how many
 * entries of it, with which root, the file was made from.
 */
public record ParquetFolder(Path path) {

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern(
                    "'date='yyyy-MM-dd'/hour='HH'/events.parquet'")
            .withZone(ZoneOffset.UTC);

    /** A statement that ends later than this after its hour is in it without its outcome. */
    private static final Duration LATE = Duration.ofMinutes(10);

    /** Told of each file that was written. */
    @FunctionalInterface
    public interface Progress {
        void wrote(Path file, int events);
    }

    /**
     * Writes the hours that are over and not here yet.
     *
     * @param question which events; its times are ignored
     * @param now what is over at this time is taken
     * @param anew whether files that are here are written again
     */
    public void write(LogIndex index, LogFolder log, Question question, Instant now, boolean anew, Progress progress)
            throws IOException {
        LogIndex.Found first = index.find(question, 1, LogIndex.Order.OLDEST);
        if (first.places().isEmpty()) {
            return;
        }
        Events events = new Events(log);
        Instant hour = events.at(first.places().getFirst()).time().truncatedTo(ChronoUnit.HOURS);
        while (!hour.plus(Duration.ofHours(1)).plus(LATE).isAfter(now)) {
            Instant next = hour.plus(Duration.ofHours(1));
            Path file = path.resolve(HOUR.format(hour));
            if (anew || !Files.exists(file)) {
                List<LogIndex.Place> places = index.find(
                                question.between(hour, next), Integer.MAX_VALUE, LogIndex.Order.OLDEST)
                        .places();
                if (!places.isEmpty()) {
                    write(file, places, events, index.reach());
                    progress.wrote(file, places.size());
                }
            }
            hour = next;
        }
    }

    private static void write(Path file, List<LogIndex.Place> places, Events events, Reach reach) throws IOException {
        Path fresh = file.resolveSibling("events.parquet.new");
        Files.createDirectories(file.resolveSibling("."));
        Files.deleteIfExists(fresh);
        Map<String, String> footer = Map.of(
                "sallyport.origin", reach.origin(),
                "sallyport.size", Long.toString(reach.size()),
                "sallyport.root", reach.root());
        try (ParquetWriter<Event> writer = EventFile.writer(fresh, footer)) {
            for (LogIndex.Place place : places) {
                writer.write(events.at(place));
            }
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
