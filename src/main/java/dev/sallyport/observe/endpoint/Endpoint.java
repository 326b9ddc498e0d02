package dev.sallyport.observe.endpoint;

import com.sun.net.httpserver.HttpExchange;
import dev.sallyport.http.HttpListener;
import dev.sallyport.http.HttpListener.Response;
import dev.sallyport.http.ListenAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Metrics, health and the use of statements over plain HTTP. Apart from the event loops: whoever asks much or slowly is refused or cut off here,
 * and no client of the gate waits for it.
 */
public final class Endpoint implements Closeable {

    /** How many may ask for metrics at a time; the health of the gate is told besides. */
    static final int MAX_SCRAPES = 4;

    private final Metrics metrics;
    private final Readiness readiness;
    private final Observed.Statements statements;
    private final Semaphore scrapes = new Semaphore(MAX_SCRAPES);

    /** One, so that whoever asks a lot keeps one thread of the machine busy, and none that judges statements. */
    private final ExecutorService scraper = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("metrics").daemon().factory());

    private final HttpListener listener;

    private Endpoint(InetSocketAddress address, Metrics metrics, Readiness readiness, Observed.Statements statements)
            throws IOException {
        this.metrics = metrics;
        this.readiness = readiness;
        this.statements = statements;
        this.listener = HttpListener.start(address, Optional.empty(), this::answer);
    }

    /** @throws IOException when the port cannot be had; the message names it */
    public static Endpoint start(ListenAddress address, Observed gate, Metrics metrics) throws IOException {
        try {
            return new Endpoint(address.resolve(), metrics, new Readiness(gate), gate.statements());
        } catch (IOException taken) {
            throw new IOException("cannot listen on %s for metrics: %s".formatted(address, taken.getMessage()), taken);
        }
    }

    public int port() {
        return listener.port();
    }

    private Response answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getRawPath();
        return switch (path) {
            case "/metrics", "/statements", "/health/live", "/health/ready" -> {
                if (!exchange.getRequestMethod().equals("GET")) {
                    exchange.getResponseHeaders().set("Allow", "GET");
                    yield Response.text(405, "only GET");
                }
                yield got(path, exchange);
            }
            default -> Response.text(404, "there is nothing here");
        };
    }

    private Response got(String path, HttpExchange exchange) {
        return switch (path) {
            case "/metrics" -> scraped(Metrics.TYPE, metrics::text);
            case "/statements" -> statements(exchange);
            case "/health/live" -> Response.text(200, "alive");
            default ->
                readiness.obstacle().map(why -> Response.text(503, why)).orElseGet(() -> Response.text(200, "ready"));
        };
    }

    /** They tell of persons, so that not everybody who reaches the port may have them. */
    private Response statements(HttpExchange exchange) {
        String shown = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        byte[] wanted = ("Bearer " + statements.token()).getBytes(StandardCharsets.ISO_8859_1);
        if (!MessageDigest.isEqual(wanted, shown.getBytes(StandardCharsets.ISO_8859_1))) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return Response.text(401, "show what is in the gate's file observe.token: Authorization: Bearer TOKEN");
        }
        try {
            UseQuery query = UseQuery.parse(
                    Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
            return scraped(
                    "application/json", () -> UsePage.json(statements.uses().read(), query));
        } catch (UseQuery.Wrong wrong) {
            return Response.text(400, wrong.reason());
        }
    }

    private Response scraped(String type, Callable<String> text) {
        if (!scrapes.tryAcquire()) {
            return Response.text(503, "too many ask at once");
        }
        try {
            return new Response(200, type, scraper.submit(text).get());
        } catch (ExecutionException fault) {
            throw new IllegalStateException("no text of metrics", fault.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Response.text(503, "the gate stops");
        } finally {
            scrapes.release();
        }
    }

    @Override
    public void close() {
        listener.close();
        scraper.close();
    }
}
