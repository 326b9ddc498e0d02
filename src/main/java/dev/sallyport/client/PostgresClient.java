package dev.sallyport.client;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A connection that is logged in with SCRAM-SHA-256 and sends and receives single messages of protocol 3.0 (PostgreSQL
 * documentation, "Frontend/Backend Protocol"). Blocks; not thread-safe.
 */
public final class PostgresClient implements AutoCloseable {

    /** Longer messages are taken for an error: nothing that is tried or measured needs them. */
    public static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final int VERSION_3_0 = 3 << 16;
    private static final int OK = 0;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;
    private static final String MECHANISM = "SCRAM-SHA-256";

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private PostgresClient(Socket socket, int buffer) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), buffer));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), buffer));
    }

    /** The server's word that the log-in, or what was asked, is refused. */
    public static final class Refused extends IOException {

        private static final long serialVersionUID = 1L;

        private final String code;

        Refused(Frame error) {
            super(error.field('M'));
            this.code = error.field('C');
        }

        /** The SQLSTATE. */
        public String code() {
            return code;
        }
    }

    /**
     * Connects and logs in, up to ReadyForQuery.
     *
     * @param parameters of the start-up message, besides the user
     * @param buffer bytes for each direction
     * @throws Refused when the server refuses
     * @throws IOException when the server cannot be reached, is not who it should be, or asks for another way to log in
     */
    public static PostgresClient open(
            Transport transport, String user, String password, Map<String, String> parameters, int buffer)
            throws IOException {
        Socket socket = transport.open();
        try {
            PostgresClient client = new PostgresClient(socket, buffer);
            client.startUp(user, parameters);
            client.logIn(password);
            return client;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        } catch (ScramException wrong) {
            socket.close();
            throw new IOException("the log-in failed: " + wrong.getMessage(), wrong);
        }
    }

    private void startUp(String user, Map<String, String> parameters) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(string("user"));
        body.write(string(user));
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            body.write(string(parameter.getKey()));
            body.write(string(parameter.getValue()));
        }
        body.write(0);
        out.writeInt(8 + body.size());
        out.writeInt(VERSION_3_0);
        body.writeTo(out);
        out.flush();
    }

    private void logIn(String password) throws IOException, ScramException {
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of(MECHANISM))
                .username("*")
                .password(password.toCharArray())
                .build();
        while (true) {
            Frame frame = receive();
            switch (frame.type()) {
                case 'R' -> answer(scram, frame.body());
                case 'E' -> throw new Refused(frame);
                case 'Z' -> {
                    return;
                }
                default -> {
                    // parameters and the cancel key
                }
            }
        }
    }

    private void answer(ScramClient scram, byte[] body) throws IOException, ScramException {
        int what = ByteBuffer.wrap(body).getInt();
        String text = new String(body, 4, body.length - 4, StandardCharsets.UTF_8);
        switch (what) {
            case OK -> {}
            case SASL -> {
                byte[] first = scram.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
                send('p', string(MECHANISM), int32(first.length), first).flush();
            }
            case SASL_CONTINUE -> {
                scram.serverFirstMessage(text);
                send('p', scram.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8))
                        .flush();
            }
            case SASL_FINAL -> scram.serverFinalMessage(text);
            default -> throw new IOException("the server asks for a way to log in that is not there: " + what);
        }
    }

    /** Puts a message into the buffer; {@link #flush} sends. */
    public PostgresClient send(char type, byte[]... parts) throws IOException {
        int length = 4;
        for (byte[] part : parts) {
            length += part.length;
        }
        out.writeByte(type);
        out.writeInt(length);
        for (byte[] part : parts) {
            out.write(part);
        }
        return this;
    }

    public PostgresClient flush() throws IOException {
        out.flush();
        return this;
    }

    /**
     * The next message; waits for it.
     *
     * @throws java.io.EOFException when the other side has closed
     * @throws java.net.SocketTimeoutException when it says nothing for too long
     */
    public Frame receive() throws IOException {
        char type = (char) in.readUnsignedByte();
        int length = in.readInt() - 4;
        if (length < 0 || length > MAX_MESSAGE_BYTES) {
            throw new IOException("a message of " + length + " bytes");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return new Frame(type, body);
    }

    /** Text as messages hold it. */
    public static byte[] string(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
