package dev.sallyport.serve;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/** A collector of OpenTelemetry's protocol (opentelemetry-proto, trace.proto and metrics.proto), as far as tests look. */
final class OtlpCollector implements AutoCloseable {

    private final HttpServer server;
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> metrics = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> header = new AtomicReference<>("");
    private volatile int status = 200;

    /** A span, its attributes as texts. */
    record Span(String trace, String parent, String name, long kind, long nanos, Map<String, String> attributes) {}

    OtlpCollector() throws IOException {
        this(HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0));
    }

    private OtlpCollector(HttpServer server) {
        this.server = server;
        server.createContext("/v1/traces", exchange -> answer(exchange, this::traces));
        server.createContext("/v1/metrics", exchange -> answer(exchange, this::metrics));
        server.start();
    }

    static OtlpCollector secured(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new OtlpCollector(server);
    }

    private interface Taker {
        void take(UnknownFieldSet message) throws IOException;
    }

    private void answer(HttpExchange exchange, Taker taker) throws IOException {
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            header.set(String.valueOf(exchange.getRequestHeaders().getFirst("X-Key")));
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] bytes = (packed ? new GZIPInputStream(body) : body).readAllBytes();
            if (status == 200) {
                taker.take(UnknownFieldSet.parseFrom(bytes));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static List<UnknownFieldSet> within(UnknownFieldSet message, int field)
            throws InvalidProtocolBufferException {
        List<UnknownFieldSet> found = new java.util.ArrayList<>();
        for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
            found.add(UnknownFieldSet.parseFrom(bytes));
        }
        return found;
    }

    private static String text(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .collect(Collectors.joining());
    }

    private static String hex(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> HexFormat.of().formatHex(bytes.toByteArray()))
                .collect(Collectors.joining());
    }

    private void traces(UnknownFieldSet message) throws IOException {
        for (UnknownFieldSet resource : within(message, 1)) {
            for (UnknownFieldSet scope : within(resource, 2)) {
                for (UnknownFieldSet span : within(scope, 2)) {
                    long start = span.getField(7).getFixed64List().getFirst();
                    long end = span.getField(8).getFixed64List().getFirst();
                    spans.add(new Span(
                            hex(span, 1),
                            hex(span, 4),
                            text(span, 5),
                            span.getField(6).getVarintList().getFirst(),
                            end - start,
                            attributes(span)));
                }
            }
        }
    }

    private static Map<String, String> attributes(UnknownFieldSet span) throws InvalidProtocolBufferException {
        Map<String, String> attributes = new TreeMap<>();
        for (UnknownFieldSet attribute : within(span, 9)) {
            attributes.put(text(attribute, 1), value(within(attribute, 2).getFirst()));
        }
        return attributes;
    }

    /** Of texts, numbers, and lists of texts. */
    private static String value(UnknownFieldSet value) throws InvalidProtocolBufferException {
        if (value.hasField(3)) {
            return Long.toString(value.getField(3).getVarintList().getFirst());
        }
        StringBuilder all = new StringBuilder(text(value, 1));
        for (UnknownFieldSet list : within(value, 5)) {
            for (UnknownFieldSet one : within(list, 1)) {
                all.append(all.isEmpty() ? "" : ",").append(text(one, 1));
            }
        }
        return all.toString();
    }

    private void metrics(UnknownFieldSet message) throws IOException {
        for (UnknownFieldSet resource : within(message, 1)) {
            for (UnknownFieldSet scope : within(resource, 2)) {
                for (UnknownFieldSet metric : within(scope, 2)) {
                    String kind = metric.hasField(7) ? "sum" : metric.hasField(9) ? "histogram" : "gauge";
                    metrics.add(text(metric, 1) + " " + kind);
                }
            }
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** What it answers from now on. */
    void answerWith(int now) {
        status = now;
    }

    List<Span> spans() {
        return spans;
    }

    List<Span> spans(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    List<String> metrics() {
        return metrics;
    }

    /** The last {@code X-Key} that a request carried. */
    String header() {
        return header.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
