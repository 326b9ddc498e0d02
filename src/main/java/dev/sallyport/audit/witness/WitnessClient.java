package dev.sallyport.audit.witness;

import dev.sallyport.audit.note.Checkpoint;
import dev.sallyport.audit.note.MalformedNote;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.audit.note.TrustPolicy;
import dev.sallyport.audit.tree.Hash;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import javax.net.ssl.SSLContext;

/**
 * Asks witnesses to cosign checkpoints of a log (C2SP tlog-witness, "add-checkpoint"), all at once on virtual threads.
 * Thread-safe; it remembers nothing but its connections.
 *
 * <p>A witness that cannot be reached, refuses or lies is an outcome: whether enough are left is for a {@link TrustPolicy}
 * to say.
 */
public final class WitnessClient implements AutoCloseable {

    /** For all that a witness is asked about one checkpoint. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** A size is corrected once; once more when somebody else told the witness more of the log in between. */
    private static final int ATTEMPTS = 3;

    /** Of an answer; cosignatures of several keys fit into it. */
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private static final int MAX_WHY_CHARACTERS = 200;

    private final Map<TrustPolicy.Witness, URI> witnesses = new LinkedHashMap<>();
    private final Duration timeout;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param witnesses to ask; those without a URL are passed over
     * @param timeout for all that each is asked about one checkpoint
     * @param tls what certificates to trust; empty for those that the JDK does
     * @throws IllegalArgumentException when a URL is none of HTTP
     */
    public WitnessClient(List<TrustPolicy.Witness> witnesses, Duration timeout, Optional<SSLContext> tls) {
        for (TrustPolicy.Witness witness : witnesses) {
            witness.url().ifPresent(url -> this.witnesses.put(witness, address(witness, url)));
        }
        this.timeout = timeout;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(threads);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    private static URI address(TrustPolicy.Witness witness, String prefix) {
        String wrong = "witness " + witness.name() + ": " + prefix + " is no address of HTTP";
        try {
            URI uri = HttpRequest.newBuilder(URI.create(prefix)).build().uri();
            if (uri.getRawQuery() == null && uri.getRawFragment() == null) {
                String bare = prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
                return URI.create(bare + AddCheckpoint.PATH);
            }
        } catch (IllegalArgumentException none) {
            throw new IllegalArgumentException(wrong + ": " + none.getMessage(), none);
        }
        throw new IllegalArgumentException(wrong + " that paths can be added to");
    }

    /** What is asked of all. */
    private record Asked(SignedNote note, long size, ConsistencyProofs proofs) {}

    /**
     * Asks all witnesses, and returns when each has answered or its time is over.
     *
     * @param checkpoint signed by the log
     * @param confirmed the size up to which a witness has cosigned this log, as far as is known; 0 when nothing is. A
     *     witness that knows better says so, which costs a second round
     * @return one for each, in the order of the witnesses
     * @throws IllegalArgumentException when the note is no checkpoint
     */
    public List<WitnessReply> cosign(
            SignedNote checkpoint, ToLongFunction<TrustPolicy.Witness> confirmed, ConsistencyProofs proofs)
            throws InterruptedException {
        Asked asked = new Asked(checkpoint, size(checkpoint), proofs);
        List<TrustPolicy.Witness> order = List.copyOf(witnesses.keySet());
        List<Callable<WitnessReply>> asking = new ArrayList<>();
        witnesses.forEach((witness, address) -> {
            // A size that a witness cannot have confirmed is not asked with: it is at most that of the checkpoint.
            long known = Math.clamp(confirmed.applyAsLong(witness), 0, asked.size());
            asking.add(() -> ask(witness, address, known, asked));
        });
        List<Future<WitnessReply>> answers = threads.invokeAll(asking, timeout.toNanos(), TimeUnit.NANOSECONDS);
        List<WitnessReply> replies = new ArrayList<>();
        for (int at = 0; at < answers.size(); at++) {
            replies.add(reply(order.get(at), answers.get(at)));
        }
        return replies;
    }

    private static long size(SignedNote checkpoint) {
        try {
            return Checkpoint.parse(checkpoint.text()).size();
        } catch (MalformedNote wrong) {
            throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
    }

    private WitnessReply reply(TrustPolicy.Witness witness, Future<WitnessReply> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException late) {
            return new WitnessReply.Unreachable(witness, "no answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException fault) {
            throw new IllegalStateException("asking witness " + witness.name() + " failed", fault.getCause());
        }
    }

    /** Asks until the witness and the proof are of one size. */
    private WitnessReply ask(TrustPolicy.Witness witness, URI address, long confirmed, Asked asked)
            throws InterruptedException {
        long old = confirmed;
        for (int attempt = 1; ; attempt++) {
            List<Hash> proof;
            try {
                proof = old == 0 || old == asked.size()
                        ? List.of()
                        : asked.proofs().between(old, asked.size());
            } catch (IOException failure) {
                return new WitnessReply.Unproven(witness, why(failure));
            }
            HttpResponse<String> response;
            try {
                response = send(address, new AddCheckpoint(old, proof, asked.note()));
            } catch (IOException failure) {
                return new WitnessReply.Unreachable(witness, why(failure));
            }
            if (response.statusCode() != 409) {
                return judged(witness, response, asked.note());
            }
            Optional<Long> size = size(response.body());
            if (size.isEmpty() || size.get() == old) {
                return new WitnessReply.Untrue(witness, "it knows another size, and says " + line(response.body()));
            }
            if (size.get() > asked.size()) {
                return new WitnessReply.Ahead(witness, size.get());
            }
            if (attempt == ATTEMPTS) {
                return new WitnessReply.Refused(witness, 409, "it knew another size each time, now " + size.get());
            }
            old = size.get();
        }
    }

    private HttpResponse<String> send(URI address, AddCheckpoint request) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(address)
                        .timeout(timeout)
                        .header("Content-Type", "text/plain; charset=utf-8")
                        .POST(HttpRequest.BodyPublishers.ofString(request.body()))
                        .build(),
                HttpResponse.BodyHandlers.limiting(
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_ANSWER_BYTES));
    }

    /** Takes a cosignature only when it is the witness's, and of this checkpoint; those of other keys are passed over. */
    private static WitnessReply judged(TrustPolicy.Witness witness, HttpResponse<String> response, SignedNote note) {
        if (response.statusCode() != 200) {
            return new WitnessReply.Refused(witness, response.statusCode(), line(response.body()));
        }
        try {
            SignedNote answered = SignedNote.parse(note.text() + "\n" + response.body());
            if (!answered.text().equals(note.text())) {
                // With an empty line in it an answer could bring a text of its own, signed well.
                return new WitnessReply.Untrue(witness, "its answer is more than signatures");
            }
            for (SignedNote.Verified verified : answered.verified(List.of(witness.key()))) {
                if (verified.seconds() > 0) {
                    return new WitnessReply.Cosigned(witness, verified.signature(), verified.seconds());
                }
            }
            return new WitnessReply.Untrue(
                    witness, "its answer has no cosignature of " + witness.key().name());
        } catch (MalformedNote wrong) {
            return new WitnessReply.Untrue(witness, String.valueOf(wrong.getMessage()));
        }
    }

    private static Optional<Long> size(String body) {
        try {
            long size = Long.parseLong(body.strip());
            return size >= 0 ? Optional.of(size) : Optional.empty();
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }

    /** What a witness says, fit for a line of a log. */
    private static String line(String body) {
        String line = body.lines().findFirst().orElse("").replaceAll("\\p{Cntrl}", "?");
        return "'" + line.substring(0, Math.min(line.length(), MAX_WHY_CHARACTERS)) + "'";
    }

    private static String why(IOException failure) {
        String message = Optional.ofNullable(failure.getMessage()).orElse("");
        return failure.getClass().getSimpleName() + (message.isEmpty() ? "" : ": " + message);
    }

    /** Ends its connections; what is being asked is given up. */
    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
    }
}
