package dev.sallyport.audit.log;

import dev.sallyport.audit.log.Verification.Finding;
import dev.sallyport.audit.log.Verification.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What the records themselves say of their completeness. Not thread-safe. */
final class RecordChecks {

    private static final JsonFactory JSON = new JsonFactory();

    private final List<Finding> findings;
    private final SealedChecks sealed;
    private final Map<String, Long> next = new HashMap<>();
    private final Map<String, Open> open = new LinkedHashMap<>();

    /** What runs of gates last said of how far their lanes had come. */
    private final Map<String, Told> told = new LinkedHashMap<>();

    private List<String> announced = List.of();
    private String lastBoot = "";
    private long statements;
    private long denials;

    private record Open(long index, String boot) {}

    private record Told(long index, List<Long> lanes) {}

    /** The members that matter here; empty or -1 where there is none. */
    private record Members(
            String kind,
            String id,
            String boot,
            long lane,
            long number,
            String ref,
            String subject,
            long micros,
            ResultMembers result,
            List<SealedPart> sealed) {}

    private record SealedPart(String name, String hash, String unit, String jurisdiction, String day) {

        SealedChecks.Part of(Members members) {
            String owner = name.equals(PrivateLeaves.STATEMENT) ? members.subject() : unit;
            return new SealedChecks.Part(members.id(), name, hash, unit, jurisdiction, day, owner, members.micros());
        }
    }

    /** Of the member {@code res}: its texts by their names, {@code keys} and {@code lanes}. */
    private record ResultMembers(Map<String, String> texts, List<String> keys, List<Long> lanes) {

        String text(String name) {
            return texts.getOrDefault(name, "");
        }
    }

    RecordChecks(List<Finding> findings, SealedChecks sealed) {
        this.findings = findings;
        this.sealed = sealed;
    }

    void see(long index, byte[] entry) throws IOException {
        Members members;
        try {
            members = members(entry);
        } catch (JacksonException | IllegalStateException notJson) {
            findings.add(new Finding(Kind.FORM, "entry " + index + " is not a record"));
            return;
        }
        if (members.kind().isEmpty() || members.boot().isEmpty() || members.number() < 0) {
            findings.add(new Finding(Kind.FORM, "entry " + index + " is not a record"));
            return;
        }
        lastBoot = members.boot();
        for (SealedPart part : members.sealed()) {
            sealed.see(index, part.of(members));
        }
        count(index, members);
        if (!members.result().lanes().isEmpty()) {
            // Lanes are followed one by one: what was told a while ago has to be here by now.
            complete(members.boot());
            told.put(members.boot(), new Told(index, members.result().lanes()));
        }
        switch (members.kind()) {
            case "q.intent" -> {
                statements++;
                open.put(members.id(), new Open(index, members.boot()));
            }
            case "q.deny" -> denials++;
            case "q.outcome" -> outcome(index, members);
            case "log.key" -> announced = members.result().keys();
            default -> {
                // says nothing of a statement
            }
        }
    }

    private void count(long index, Members members) {
        String lane = members.boot() + "/" + members.lane();
        long expected = next.getOrDefault(lane, 0L);
        if (members.number() != expected) {
            findings.add(new Finding(
                    Kind.COUNT,
                    "entry " + index + " is record " + members.number() + " of " + lane + ", and record " + expected
                            + " was to come"));
        }
        next.put(lane, members.number() + 1);
    }

    private void complete(String boot) {
        Told before = told.get(boot);
        if (before == null) {
            return;
        }
        for (int lane = 0; lane < before.lanes().size(); lane++) {
            long here = next.getOrDefault(boot + "/" + lane, 0L);
            if (here < before.lanes().get(lane)) {
                findings.add(new Finding(
                        Kind.TAIL,
                        "entry " + before.index() + " tells of "
                                + before.lanes().get(lane) + " records of " + boot + "/" + lane + ", and " + here
                                + " are here"));
            }
        }
    }

    private void outcome(long index, Members members) {
        Open begun = open.remove(members.ref());
        if (members.result().text("st").equals("unknown")) {
            findings.add(new Finding(
                    Kind.OPEN,
                    "what became of statement " + members.ref()
                            + (begun == null ? "" : " (entry " + begun.index() + ")") + " nobody knows (entry " + index
                            + ")"));
        }
    }

    private static Members members(byte[] entry) {
        String kind = "";
        String id = "";
        String boot = "";
        String ref = "";
        ResultMembers result = new ResultMembers(Map.of(), List.of(), List.of());
        long lane = -1;
        long number = -1;
        String subject = "";
        long micros = 0;
        List<SealedPart> sealed = List.of();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), entry)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "k" -> kind = parser.getString();
                    case "id" -> id = parser.getString();
                    case "boot" -> boot = parser.getString();
                    case "ref" -> ref = parser.getString();
                    case "lane" -> lane = parser.getLongValue();
                    case "nseq" -> number = parser.getLongValue();
                    case "res" -> result = result(parser);
                    case "sealed" -> sealed = sealed(parser);
                    case "sub" -> subject = subject(parser);
                    case "ts" -> micros = parser.getLongValue();
                    default -> {
                        if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                            parser.skipChildren();
                        }
                    }
                }
            }
        }
        return new Members(kind, id, boot, lane, number, ref, subject, micros, result, sealed);
    }

    private static String subject(JsonParser parser) {
        String id = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals("id");
            parser.nextToken();
            if (wanted) {
                id = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return id;
    }

    private static List<SealedPart> sealed(JsonParser parser) {
        List<SealedPart> parts = new ArrayList<>();
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            String part = "";
            String hash = "";
            String unit = "";
            String jurisdiction = "";
            String day = "";
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "c" -> part = parser.getString();
                    case "ch" -> hash = parser.getString();
                    case "eu" -> unit = parser.getString();
                    case "jur" -> jurisdiction = parser.getString();
                    case "day" -> day = parser.getString();
                    default -> parser.skipChildren();
                }
            }
            parts.add(new SealedPart(part, hash, unit, jurisdiction, day));
        }
        return parts;
    }

    private static ResultMembers result(JsonParser parser) {
        Map<String, String> texts = new HashMap<>();
        List<String> keys = new ArrayList<>();
        List<Long> lanes = new ArrayList<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("keys")) {
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    keys.add(parser.getString());
                }
            } else if (name.equals("lanes")) {
                while (parser.nextToken() == JsonToken.VALUE_NUMBER_INT) {
                    lanes.add(parser.getLongValue());
                }
            } else if (value == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getString());
            } else {
                parser.skipChildren();
            }
        }
        return new ResultMembers(texts, keys, lanes);
    }

    /** At the end: what earlier runs left open, or said that there was. */
    void finish() throws IOException {
        sealed.finish();
        told.keySet().stream().filter(boot -> !boot.equals(lastBoot)).forEach(this::complete);
        open.forEach((id, begun) -> {
            if (!begun.boot().equals(lastBoot)) {
                findings.add(new Finding(
                        Kind.OPEN,
                        "statement " + id + " (entry " + begun.index() + ") of an earlier run has no outcome"));
            }
        });
    }

    List<String> announced() {
        return announced;
    }

    long statements() {
        return statements;
    }

    long denials() {
        return denials;
    }

    long underWay() {
        return open.values().stream()
                .filter(begun -> begun.boot().equals(lastBoot))
                .count();
    }
}
