package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.SigningKey;
import dev.sallyport.audit.note.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cosigns checkpoints of logs that continue what it has seen of them, and no others (C2SP tlog-witness, without
 * sign-subtree). Thread-safe.
 *
 * <p>That is all there is to it: it knows nothing of a log's entries, and trusts its memory alone. A log that shows one
 * history to some and another to others, or goes back, finds no cosignature for the second.
 */
public final class Witness {

    private final VerifierKey key;
    private final Map<String, WatchedLog> byOrigin;
    private final Map<String, WatchedLog> byHash;

    /**
     * @param logs keys of the logs to watch; their names are the logs' origins
     * @throws IOException when the memory cannot be read or is damaged
     */
    public Witness(SigningKey key, Collection<VerifierKey> logs, Memory memory, InstantSource clock)
            throws IOException {
        this.key = key.verifier();
        Map<String, List<VerifierKey>> keys = new LinkedHashMap<>();
        logs.forEach(
                log -> keys.computeIfAbsent(log.name(), _ -> new ArrayList<>()).add(log));
        Map<String, WatchedLog> origins = new HashMap<>();
        Map<String, WatchedLog> hashes = new HashMap<>();
        for (Map.Entry<String, List<VerifierKey>> log : keys.entrySet()) {
            WatchedLog watched = new WatchedLog(log.getKey(), log.getValue(), key, memory, clock);
            origins.put(log.getKey(), watched);
            hashes.put(hash(log.getKey()), watched);
        }
        byOrigin = Map.copyOf(origins);
        byHash = Map.copyOf(hashes);
    }

    /** By what its cosignatures are verified. */
    public VerifierKey key() {
        return key;
    }

    /**
     * Answers {@code add-checkpoint}.
     *
     * @param body of the request, at most {@link WitnessServer#MAX_BODY_BYTES}
     * @throws IOException when the checkpoint cannot be kept; it is not cosigned then
     */
    public Answer add(byte[] body) throws IOException {
        AddCheckpoint request;
        Checkpoint checkpoint;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            request = AddCheckpoint.parse(text);
            checkpoint = Checkpoint.parse(request.checkpoint().text());
        } catch (CharacterCodingException wrong) {
            return new Answer.Refused(Answer.Reason.MALFORMED, "the request is not in UTF-8");
        } catch (MalformedNote wrong) {
            return new Answer.Refused(Answer.Reason.MALFORMED, String.valueOf(wrong.getMessage()));
        }
        Optional<WatchedLog> log = Optional.ofNullable(byOrigin.get(checkpoint.origin()));
        return log.isPresent()
                ? log.get().add(request, checkpoint)
                : new Answer.Refused(Answer.Reason.UNKNOWN_LOG, "this log is not watched here");
    }

    /**
     * Answers what monitors ask: the checkpoint of a log that was cosigned last, with the log's and the witness's signatures.
     *
     * @param originHash SHA-256 of the log's origin in lower-case hex
     */
    public Optional<SignedNote> latest(String originHash) {
        return Optional.ofNullable(byHash.get(originHash)).flatMap(WatchedLog::latest);
    }

    /** SHA-256 of a log's origin in lower-case hex. */
    static String hash(String origin) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(origin.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this JDK has no SHA-256", missing);
        }
    }
}
