package dev.sallyport.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends to one address of HTTP. Not thread-safe, but for {@link #abandon}. */
final class HttpPost {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** From the first byte that is sent to the last that comes back. */
    private static final int ANSWER_SECONDS = 30;

    /** No receiver can silence its events for longer. */
    private static final Duration MAX_PAUSE = Duration.ofHours(1);

    private static final int TOO_LARGE = 413;

    private final URI address;
    private final Tls tls;
    private final HttpResponse.BodyHandler<String> answers;
    private final Map<String, Credential> headers;
    private volatile Optional<HttpClient> client = Optional.empty();

    /**
     * @param headers to send with each request
     * @param answers what becomes of the text of an answer
     */
    HttpPost(URI address, Tls tls, Map<String, Credential> headers, HttpResponse.BodyHandler<String> answers) {
        this.address = address;
        this.tls = tls;
        this.answers = answers;
        this.headers = Map.copyOf(headers);
    }

    /**
     * @param more headers of this one
     * @return the answer's text as it was made, when its status is 2xx
     * @throws Refused when it is another
     * @throws IOException when there is no answer
     */
    String send(String type, byte[] body, Map<String, String> more) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        for (Map.Entry<String, Credential> header : headers.entrySet()) {
            String value = header.getValue().reveal();
            if (!value.chars().allMatch(one -> one >= ' ' && one <= '~')) {
                // The library would say so with the value in the message.
                throw new IOException("the value of header " + header.getKey() + " is not of printable ASCII");
            }
            request.header(header.getKey(), value);
        }
        more.forEach(request::header);
        HttpResponse<String> response = answer(request.build());
        int status = response.statusCode();
        if (status / 100 != 2) {
            throw new Refused("the receiver answers with status " + status, pause(response), status == TOO_LARGE);
        }
        return response.body();
    }

    private HttpResponse<String> answer(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<String>> coming = open().sendAsync(request, answers);
        try {
            return coming.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw failed(coming, new IOException("no answer within " + ANSWER_SECONDS + " s", late));
        } catch (ExecutionException wrong) {
            String why = String.valueOf(Optional.ofNullable(wrong.getCause()).orElse(wrong));
            throw failed(coming, new IOException(why, wrong));
        } catch (InterruptedException stopping) {
            coming.cancel(true);
            throw stopping;
        }
    }

    /** The next try begins with a connection of its own, and with the certificates that there are then. */
    private IOException failed(CompletableFuture<?> coming, IOException why) {
        coming.cancel(true);
        abandon();
        return why;
    }

    private HttpClient open() throws IOException {
        if (client.isEmpty()) {
            client = Optional.of(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT)
                    .sslContext(tls.context())
                    .build());
        }
        return client.get();
    }

    /** {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
    private static Optional<Duration> pause(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(HttpPost::pause)
                .map(asked -> asked.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : asked)
                .filter(Duration::isPositive);
    }

    private static Optional<Duration> pause(String value) {
        try {
            return Optional.of(
                    value.strip().chars().allMatch(Character::isDigit)
                            ? Duration.ofSeconds(Long.parseLong(value.strip()))
                            : Duration.between(
                                    Instant.now(),
                                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                                            .toInstant()));
        } catch (NumberFormatException | DateTimeException | ArithmeticException senseless) {
            return Optional.empty();
        }
    }

    void abandon() {
        client.ifPresent(HttpClient::shutdownNow);
        client = Optional.empty();
    }
}
