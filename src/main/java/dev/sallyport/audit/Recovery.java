package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Finds what earlier runs of a gate left open: a run that was killed, or whose machine was, has statements with an intent
 * and no outcome. What became of those nobody knows, and the log has to say so.
 *
 * <p>Takes time in proportion to what the lost runs wrote. Changes nothing.
 */
public final class Recovery {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Recovery() {}

    /**
     * A run without an end.
     *
     * @param unfinished what was under way, oldest first
     */
    public record LostRun(BootId run, List<Unfinished> unfinished) {

        public LostRun {
            unfinished = List.copyOf(unfinished);
        }
    }

    /** A statement that was recorded before it was forwarded, and whose outcome was not. */
    public record Unfinished(String intent, String session) {}

    /**
     * The runs before this one that neither ended by themselves nor have been looked after since.
     *
     * @param current the run that asks
     */
    public static List<LostRun> lostRuns(Path folder, BootId current) throws IOException {
        Map<BootId, List<Path>> runs = new LinkedHashMap<>();
        Map<BootId, Integer> controlLanes = new HashMap<>();
        for (Path file : JournalReader.files(folder)) {
            Optional<SegmentReader.Header> header = SegmentReader.header(file);
            header.ifPresent(begun -> {
                runs.computeIfAbsent(begun.boot(), _ -> new ArrayList<>()).add(file);
                controlLanes.merge(begun.boot(), begun.lane(), Math::max);
            });
        }
        Set<BootId> settled = new HashSet<>(Set.of(current));
        for (Map.Entry<BootId, List<Path>> run : runs.entrySet()) {
            settled(run.getKey(), control(run.getValue(), controlLanes.getOrDefault(run.getKey(), 0)), settled);
        }
        List<LostRun> lost = new ArrayList<>();
        for (Map.Entry<BootId, List<Path>> run : runs.entrySet()) {
            if (!settled.contains(run.getKey())) {
                lost.add(new LostRun(run.getKey(), unfinished(run.getValue())));
            }
        }
        return lost;
    }

    /** The lane that belongs to no session is a run's last. */
    private static List<Path> control(List<Path> segments, int lane) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path segment : segments) {
            if (SegmentReader.header(segment)
                    .filter(header -> header.lane() == lane)
                    .isPresent()) {
                found.add(segment);
            }
        }
        return found;
    }

    private static void settled(BootId run, List<Path> control, Set<BootId> settled) throws IOException {
        each(control, record -> {
            switch (record.path("k").asString()) {
                case "log.stop" -> settled.add(run);
                case "log.recovered" ->
                    settled.add(BootId.parse(record.path("res").path("run").asString()));
                default -> {
                    // says nothing of a run's end
                }
            }
        });
    }

    private static List<Unfinished> unfinished(List<Path> segments) throws IOException {
        Map<String, Unfinished> open = new LinkedHashMap<>();
        Set<String> ended = new HashSet<>();
        each(segments, record -> {
            switch (record.path("k").asString()) {
                case "q.intent" -> {
                    String id = record.path("id").asString();
                    if (!ended.remove(id)) {
                        open.put(id, new Unfinished(id, record.path("ses").asString()));
                    }
                }
                case "q.outcome" -> {
                    String intent = record.path("ref").asString();
                    if (open.remove(intent) == null) {
                        ended.add(intent); // its segment was made before that of its intent, and is read first
                    }
                }
                default -> {
                    // no statement that runs
                }
            }
        });
        return List.copyOf(open.values());
    }

    private static void each(List<Path> segments, Consumer<JsonNode> use) throws IOException {
        for (Path segment : segments) {
            try (SegmentReader reader = new SegmentReader(segment, Segment.HEADER_BYTES)) {
                reader.forEach(record -> use.accept(JSON.readTree(record)));
            }
        }
    }
}
