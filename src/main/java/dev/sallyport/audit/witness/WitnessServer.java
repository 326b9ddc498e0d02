package dev.sallyport.audit.witness;

import com.sun.net.httpserver.HttpExchange;
import dev.sallyport.audit.note.SignedNote;
import dev.sallyport.http.HttpListener;
import dev.sallyport.http.HttpListener.Response;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A witness on HTTP (C2SP tlog-witness, "HTTP Interface"): {@code POST /add-checkpoint} and {@code GET /<origin
 * hash>/checkpoint}, each request on a virtual thread. What it logs names logs and sizes, and never who asked.
 */
public final class WitnessServer implements Closeable {

    /** More than a proof of 63 hashes and a checkpoint with 16 of the largest signatures take. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WitnessServer.class);

    private static final Pattern CHECKPOINT = Pattern.compile("/([0-9a-f]{64})/checkpoint");

    /** Of the media type of a size (tlog-witness, "add-checkpoint"). */
    private static final String SIZE = "text/x.tlog.size";

    private final Witness witness;
    private final HttpListener listener;

    private WitnessServer(InetSocketAddress address, Optional<SSLContext> tls, Witness witness) throws IOException {
        this.witness = witness;
        this.listener = HttpListener.start(address, tls, this::response);
    }

    /**
     * Begins to serve.
     *
     * @param address with port 0 on any free one
     * @param tls without it, whoever is on the way sees origins, sizes and roots, but cannot change them unnoticed
     */
    public static WitnessServer start(InetSocketAddress address, Optional<SSLContext> tls, Witness witness)
            throws IOException {
        return new WitnessServer(address, tls, witness);
    }

    public int port() {
        return listener.port();
    }

    private Response response(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Matcher checkpoint = CHECKPOINT.matcher(path);
        String allowed = path.equals(AddCheckpoint.PATH) ? "POST" : checkpoint.matches() ? "GET" : "";
        if (allowed.isEmpty()) {
            return Response.text(404, "there is nothing here");
        }
        if (!exchange.getRequestMethod().equals(allowed)) {
            exchange.getResponseHeaders().set("Allow", allowed);
            return Response.text(405, "only " + allowed);
        }
        if (allowed.equals("GET")) {
            Optional<SignedNote> latest = witness.latest(checkpoint.group(1));
            return latest.map(note -> new Response(200, HttpListener.TEXT, note.toString()))
                    .orElseGet(() -> Response.text(404, "no checkpoint of this log was cosigned here"));
        }
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
        return body.length > MAX_BODY_BYTES
                ? Response.text(413, "a request has at most " + MAX_BODY_BYTES + " bytes")
                : added(body);
    }

    private Response added(byte[] body) {
        try {
            Answer answer = witness.add(body);
            if (answer instanceof Answer.Refused(Answer.Reason reason, String why)
                    && reason == Answer.Reason.INCONSISTENT) {
                // Signed by the log, so it may be the proof of a second history.
                LOG.atWarn().addKeyValue("event", "witness.refused").log("not cosigned: {}", why);
            }
            return switch (answer) {
                case Answer.Cosigned cosigned ->
                    new Response(answer.status(), HttpListener.TEXT, cosigned.signature() + "\n");
                case Answer.OtherSize other -> new Response(answer.status(), SIZE, other.size() + "\n");
                case Answer.Refused refused -> Response.text(answer.status(), refused.why());
            };
        } catch (IOException full) {
            LOG.atError()
                    .addKeyValue("event", "witness.unkept")
                    .log("a checkpoint cannot be kept and was not cosigned: {}", full.getMessage());
            return Response.text(500, "the checkpoint cannot be kept, and is not cosigned");
        }
    }

    /** Ends when the requests that are under way have been answered, or after a second. */
    @Override
    public void close() {
        listener.close();
    }
}
