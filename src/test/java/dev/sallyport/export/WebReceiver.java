package dev.sallyport.export;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver of HTTP that answers as a test wants it to, and can go away and come back at its port. */
public final class WebReceiver implements AutoCloseable {

    /** What it was sent. */
    public record Request(String path, Map<String, List<String>> headers, byte[] body) {

        /** The first value of a header; empty when there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public List<JsonNode> events() {
            return StreamSupport.stream(JsonMapper.shared().readTree(body).spliterator(), false)
                    .toList();
        }
    }

    /** What it answers. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public static Answer of(int status) {
            return new Answer(status, Map.of(), "");
        }
    }

    private final Optional<SSLContext> tls;
    private final List<Request> taken = new CopyOnWriteArrayList<>();
    private final List<Request> refused = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Function<Request, Answer> answers = _ -> Answer.of(200);
    private volatile boolean silent;
    private volatile int asked;
    private int port;
    private HttpServer server;

    /** @param tls empty for the clear */
    public WebReceiver(Optional<SSLContext> tls) throws IOException {
        this.tls = tls;
        this.server = started();
    }

    private HttpServer started() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        HttpServer fresh;
        if (tls.isPresent()) {
            HttpsServer secured = HttpsServer.create(address, 0);
            secured.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            fresh = secured;
        } else {
            fresh = HttpServer.create(address, 0);
        }
        port = fresh.getAddress().getPort();
        fresh.createContext("/", this::handle);
        fresh.setExecutor(threads);
        fresh.start();
        return fresh;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(exchange.getRequestHeaders());
            Request request = new Request(
                    exchange.getRequestURI().toString(),
                    headers,
                    exchange.getRequestBody().readAllBytes());
            asked++;
            if (silent) {
                closed.await();
                return;
            }
            Answer answer = answers.apply(request);
            (answer.status() / 100 == 2 ? taken : refused).add(request);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    public int port() {
        return port;
    }

    /** From now on it answers so. */
    public void answer(Function<Request, Answer> how) {
        answers = how;
    }

    /** From now on it takes requests and never answers. */
    public void fallSilent() {
        silent = true;
    }

    /** How many requests came. */
    public int asked() {
        return asked;
    }

    /** Its port takes nothing any more. */
    public void stop() {
        server.stop(0);
    }

    /** It is there again. */
    public void restart() throws IOException {
        server = started();
    }

    /** What it has acknowledged, in the order in which it came. */
    public List<Request> taken() {
        return taken;
    }

    public List<Request> refused() {
        return refused;
    }

    /** The events of JSON in what it has acknowledged. */
    public List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        taken.forEach(request -> events.addAll(request.events()));
        return events;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
