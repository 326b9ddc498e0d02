package dev.sallyport.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * A receiver of syslog: messages of RFC 5424 in the octet-counted frames of RFC 5425 (TLS) or RFC 6587, section 3.4.1 (TCP
 * in the clear).
 *
 * <p>Syslog has no acknowledgement. Delivered is what was written to a connection that the receiver has not closed a moment
 * later; what was on its way, or in the receiver's memory, when a machine is lost is lost with it.
 */
public final class SyslogDestination implements Destination {

    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration DELIVERY = Duration.ofSeconds(30);

    /** Longer than the refusal of a lost peer usually takes to come back. */
    private static final int SETTLE_MILLIS = 200;

    private static final int LOOK_MILLIS = 1;

    private static final int BUFFER_BYTES = 1 << 14;

    /** The facility "log audit" (RFC 5424, section 6.2.1). */
    private static final int FACILITY = 13;

    private static final int MAX_HOST_CHARACTERS = 255;
    private static final int MAX_KIND_CHARACTERS = 32;

    private final String host;
    private final int port;
    private final Optional<Tls> tls;
    private final Duration delivery;
    private volatile Optional<Connection> connection = Optional.empty();

    /**
     * @param socket what messages are written to
     * @param raw what is under it: closing that needs nobody's cooperation
     */
    private record Connection(Socket socket, Socket raw) {

        void cut() {
            try {
                raw.close();
            } catch (IOException gone) {
                // as wanted
            }
        }

        /** Whether the peer has not closed it within that time. */
        boolean stands(int millis) throws IOException {
            socket.setSoTimeout(millis);
            try {
                byte[] passedOver = new byte[1_024];
                return socket.getInputStream().read(passedOver) >= 0;
            } catch (SocketTimeoutException silent) {
                return true;
            }
        }
    }

    /** @param tls empty for the clear */
    public SyslogDestination(String host, int port, Optional<Tls> tls) {
        this(host, port, tls, DELIVERY);
    }

    /** @param delivery how long writing a batch may take */
    SyslogDestination(String host, int port, Optional<Tls> tls, Duration delivery) {
        this.host = host;
        this.port = port;
        this.tls = tls;
        this.delivery = delivery;
    }

    @Override
    public void deliver(List<Message> batch) throws IOException {
        try {
            if (connection.isPresent() && !connection.get().stands(LOOK_MILLIS)) {
                abandon();
            }
            Connection open = connection.isPresent() ? connection.get() : connect();
            connection = Optional.of(open);
            write(batch, open);
            if (!open.stands(SETTLE_MILLIS)) {
                throw new IOException("the receiver closed the connection");
            }
        } catch (IOException failed) {
            abandon();
            throw failed;
        }
    }

    /** A socket can wait for its peer to read for ever: unless it is done in time, the connection is cut. */
    private void write(List<Message> batch, Connection open) throws IOException {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        done.orTimeout(delivery.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
            if (late != null) {
                open.cut();
            }
        });
        try {
            OutputStream out = new BufferedOutputStream(open.socket().getOutputStream(), BUFFER_BYTES);
            for (Message message : batch) {
                out.write(frame(message));
            }
            out.flush();
        } catch (IOException failed) {
            throw done.isCompletedExceptionally()
                    ? new IOException("the receiver reads nothing for " + delivery.toSeconds() + " s", failed)
                    : failed;
        } finally {
            done.complete(true);
        }
    }

    private Connection connect() throws IOException {
        Socket raw = new Socket();
        try {
            raw.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            return tls.isEmpty() ? new Connection(raw, raw) : new Connection(secured(raw, tls.get()), raw);
        } catch (IOException failed) {
            raw.close();
            throw failed;
        }
    }

    private SSLSocket secured(Socket raw, Tls settings) throws IOException {
        if (!(settings.context().getSocketFactory().createSocket(raw, host, port, true) instanceof SSLSocket secured)) {
            throw new IllegalStateException("a TLS context makes other sockets");
        }
        SSLParameters parameters = secured.getSSLParameters();
        // The certificate has to be for this host (RFC 5425, section 5.2).
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.setSoTimeout(CONNECT_MILLIS);
        secured.startHandshake();
        return secured;
    }

    /** {@code LENGTH <PRI>1 TIME HOST APP PROCESS KIND DATA TEXT}; what is not known is a dash. */
    static byte[] frame(Message message) {
        Occurrence occurrence = message.occurrence();
        int priority = FACILITY * 8 + occurrence.severity().syslog();
        String text = "<" + priority + ">1 " + occurrence.event().time() + " "
                + word(occurrence.record().path("node").asString(""), MAX_HOST_CHARACTERS) + " sallyport - "
                + word(occurrence.event().kind(), MAX_KIND_CHARACTERS) + " - " + message.text();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] length = (bytes.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = new byte[length.length + bytes.length];
        System.arraycopy(length, 0, frame, 0, length.length);
        System.arraycopy(bytes, 0, frame, length.length, bytes.length);
        return frame;
    }

    /** Printable ASCII without blanks. */
    private static String word(String text, int most) {
        String word = text.replaceAll("[^!-~]", "_");
        return word.isEmpty() ? "-" : word.substring(0, Math.min(most, word.length()));
    }

    @Override
    public void abandon() {
        connection.ifPresent(Connection::cut);
        connection = Optional.empty();
    }
}
