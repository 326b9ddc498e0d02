package dev.sallyport.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes HTTP requests, each on a virtual thread. Who is slow to ask or to take the answer is cut off, and no more than
 * 500 are connected.
 */
public final class HttpListener implements Closeable {

    /** The media type of lines for people. */
    public static final String TEXT = "text/plain; charset=utf-8";

    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /** The JDK's server reads them once, when the first of a process is made. */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10", // seconds
            "sun.net.httpserver.maxRspTime", "20", // seconds
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "jdk.httpserver.maxConnections", "500",
            // Without it an answer waits for the client's delayed acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    private final HttpServer server;
    private final Handler handler;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpListener(HttpServer server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    /** Answers a request. Called from many threads at once. */
    @FunctionalInterface
    public interface Handler {

        /** @throws IOException when the request cannot be read; the connection is closed */
        Response answer(HttpExchange exchange) throws IOException;
    }

    /** What goes back over HTTP. */
    public record Response(int status, String type, String body) {

        public static Response text(int status, String line) {
            return new Response(status, TEXT, line + "\n");
        }
    }

    /**
     * Begins to serve.
     *
     * @param address with port 0 on any free one
     * @throws IOException when the port cannot be had
     */
    public static HttpListener start(InetSocketAddress address, Optional<SSLContext> tls, Handler handler)
            throws IOException {
        LIMITS.forEach(System.getProperties()::putIfAbsent);
        HttpServer server;
        if (tls.isPresent()) {
            HttpsServer secured = HttpsServer.create(address, 0);
            secured.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
            server = secured;
        } else {
            server = HttpServer.create(address, 0);
        }
        HttpListener started = new HttpListener(server, handler);
        server.setExecutor(started.threads);
        server.createContext("/", started::handle);
        server.start();
        return started;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Response response = response(exchange);
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", response.type());
            exchange.sendResponseHeaders(response.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Response response(HttpExchange exchange) throws IOException {
        try {
            return handler.answer(exchange);
        } catch (RuntimeException fault) {
            LOG.atError().addKeyValue("event", "http.fault").setCause(fault).log("a fault of the program");
            return Response.text(500, "a fault of the program");
        }
    }

    /** Ends when the requests that are under way have been answered, or after a second. */
    @Override
    public void close() {
        server.stop(1);
        threads.close();
    }
}
