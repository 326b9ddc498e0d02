package dev.sallyport.evidence;

import com.samskivert.mustache.Mustache;
import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.audit.log.ProofFile;
import dev.sallyport.audit.search.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder that evidence is handed over in: {@code index.html} for people, {@code evidence.json} and
 * {@code assessment-results.json} (OSCAL) for machines, {@code figures/}, {@code samples/} with proofs, {@code log/checkpoint},
 * and what is attached.
 */
public record EvidenceFolder(Path path) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String PAGE = "evidence.html";

    /**
     * Writes it all.
     *
     * @param checkpoint that the log was verified against
     * @param persons how persons are shown by their pseudonyms
     */
    public void write(
            Evidence evidence,
            String checkpoint,
            LogFolder log,
            List<Attachment> attachments,
            UnaryOperator<String> persons)
            throws IOException {
        Map<String, Object> tree = EvidenceTree.of(evidence, attachments, persons);
        put("log/checkpoint", checkpoint.getBytes(StandardCharsets.UTF_8));
        for (Evidence.Measured figure : evidence.figures()) {
            put("figures/" + figure.figure().id() + ".json", json(EvidenceTree.figure(figure, persons)));
        }
        for (Event sample : evidence.samples()) {
            prove(sample.index(), sample.id(), log);
            if (sample.ending().isPresent()) {
                Event.Ending ending = sample.ending().get();
                prove(ending.index(), Event.text(ending.record(), "id"), log);
            }
        }
        for (Attachment attachment : attachments) {
            put(attachment.path(), attachment.content());
        }
        put("evidence.json", json(tree));
        put("assessment-results.json", json(new OscalResults(evidence, attachments, UUID::randomUUID).tree()));
        put("index.html", page(tree).getBytes(StandardCharsets.UTF_8));
    }

    private void prove(long index, String id, LogFolder log) throws IOException {
        put("samples/" + id + ".json", log.entry(index));
        put("samples/" + id + ".tlog-proof", ProofFile.of(log, index).toString().getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.write(file, content);
    }

    private static byte[] json(Map<String, Object> tree) {
        return JSON.writeValueAsBytes(tree);
    }

    private static String page(Map<String, Object> tree) throws IOException {
        try (InputStream in = Objects.requireNonNull(EvidenceFolder.class.getResourceAsStream(PAGE))) {
            return Mustache.compiler()
                    .defaultValue("")
                    .emptyStringIsFalse(true)
                    .zeroIsFalse(true)
                    .compile(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .execute(tree);
        }
    }
}
