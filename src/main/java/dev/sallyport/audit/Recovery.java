package dev.sallyport.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
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
    private static final JsonFactory TOKENS = new JsonFactory();

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
        Map<BootId, List<SegmentFile>> runs = new LinkedHashMap<>();
        for (SegmentFile segment : SegmentFile.all(folder)) {
            runs.computeIfAbsent(segment.lane().boot(), _ -> new ArrayList<>()).add(segment);
        }
        Set<BootId> settled = new HashSet<>(Set.of(current));
        for (Map.Entry<BootId, List<SegmentFile>> run : runs.entrySet()) {
            settled(run.getKey(), control(run.getValue()), settled);
        }
        List<LostRun> lost = new ArrayList<>();
        for (Map.Entry<BootId, List<SegmentFile>> run : runs.entrySet()) {
            if (!settled.contains(run.getKey())) {
                lost.add(new LostRun(run.getKey(), unfinished(run.getValue())));
            }
        }
        return lost;
    }

    /** The lane that belongs to no session is a run's last. */
    private static List<SegmentFile> control(List<SegmentFile> segments) {
        LaneId last = segments.getLast().lane();
        return segments.stream().filter(segment -> segment.lane().equals(last)).toList();
    }

    private static void settled(BootId run, List<SegmentFile> control, Set<BootId> settled) throws IOException {
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

    private static List<Unfinished> unfinished(List<SegmentFile> segments) throws IOException {
        Map<String, byte[]> open = new LinkedHashMap<>();
        for (SegmentFile segment : segments) {
            segment.forEach(record -> {
                Head head = Head.of(record);
                switch (head.kind()) {
                    case "q.intent" -> open.put(head.id(), record);
                    case "q.outcome" -> open.remove(head.reference());
                    default -> {
                        // no statement that runs
                    }
                }
            });
        }
        List<Unfinished> unfinished = new ArrayList<>();
        open.forEach((id, record) -> unfinished.add(
                new Unfinished(id, JSON.readTree(record).path("ses").asString())));
        return unfinished;
    }

    /** The members that come first, in their order, read without what follows: there may be millions. */
    private record Head(String id, String kind, String reference) {

        static Head of(byte[] record) {
            String id = "";
            String kind = "";
            try (JsonParser parser = TOKENS.createParser(ObjectReadContext.empty(), record)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    switch (name) {
                        case "id" -> id = parser.getString();
                        case "k" -> {
                            kind = parser.getString();
                            if (!kind.equals("q.outcome")) {
                                return new Head(id, kind, "");
                            }
                        }
                        case "ref" -> {
                            return new Head(id, kind, parser.getString());
                        }
                        default -> parser.skipChildren();
                    }
                }
            }
            return new Head(id, kind, "");
        }
    }

    private static void each(List<SegmentFile> segments, Consumer<JsonNode> use) throws IOException {
        for (SegmentFile segment : segments) {
            segment.forEach(record -> use.accept(JSON.readTree(record)));
        }
    }
}
