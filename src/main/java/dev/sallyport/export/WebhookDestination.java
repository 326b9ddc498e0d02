package dev.sallyport.export;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An address that events are posted to: a JSON array of them, or lines where the format is none of JSON. Delivered is what
 * was answered with a status 2xx.
 */
public final class WebhookDestination implements Destination {

    /** Holds {@code sha256=} and the HMAC-SHA256 of the body in hex, when there is a key for it. */
    public static final String SIGNATURE = "Sallyport-Signature";

    private static final String HMAC = "HmacSHA256";

    private final HttpPost http;
    private final Optional<Credential> key;
    private final boolean json;

    /**
     * @param headers to send with each request
     * @param key signs the body
     * @param format of the messages
     */
    public WebhookDestination(
            URI address, Tls tls, Map<String, Credential> headers, Optional<Credential> key, Format format) {
        // Whatever it has to say, by its status it has taken the events.
        this.http = new HttpPost(address, tls, headers, HttpResponse.BodyHandlers.replacing(""));
        this.key = key;
        this.json = format.json();
    }

    @Override
    public void deliver(List<Message> batch) throws IOException, InterruptedException {
        String text = json
                ? batch.stream().map(Message::text).collect(Collectors.joining(",\n", "[", "]\n"))
                : batch.stream().map(message -> message.text() + "\n").collect(Collectors.joining());
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String _ = http.send(json ? "application/json" : "text/plain; charset=utf-8", body, signature(body));
    }

    private Map<String, String> signature(byte[] body) throws IOException {
        if (key.isEmpty()) {
            return Map.of();
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.get().reveal().getBytes(StandardCharsets.UTF_8), HMAC));
            return Map.of(SIGNATURE, "sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JDK has no " + HMAC, missing);
        }
    }

    @Override
    public void abandon() {
        http.abandon();
    }
}
