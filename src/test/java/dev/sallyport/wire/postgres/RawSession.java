package dev.sallyport.wire.postgres;

import com.ongres.scram.client.ScramClient;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A client that sends what no driver would: messages of one's own making, in any order. */
public final class RawSession implements AutoCloseable {

    private static final int READ_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final List<Frame> greeting = new ArrayList<>();

    /** One message. */
    public record Frame(char type, byte[] body) {

        /** Its body as text, zeros shown as {@code |}. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8).replace('\0', '|');
        }

        /** A field of an ErrorResponse or NoticeResponse; empty if it has none. */
        public String field(char code) {
            for (String field : new String(body, StandardCharsets.UTF_8).split("\0")) {
                if (!field.isEmpty() && field.charAt(0) == code) {
                    return field.substring(1);
                }
            }
            return "";
        }

        @Override
        public String toString() {
            return type + ":" + text();
        }
    }

    private RawSession(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(READ_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new java.io.BufferedOutputStream(socket.getOutputStream()));
    }

    /** Only connects. */
    static RawSession connect(int port) throws IOException {
        return new RawSession(port);
    }

    /** Connects and logs in, up to ReadyForQuery. */
    public static RawSession open(int port, String user, String password, String database) throws IOException {
        return open(port, Protocol.VERSION_3_0, user, password, Map.of("database", database));
    }

    static RawSession open(int port, int version, String user, String password, Map<String, String> parameters)
            throws IOException {
        RawSession session = new RawSession(port);
        Map<String, String> all = new LinkedHashMap<>(Map.of("user", user));
        all.putAll(parameters);
        session.startup(version, all);
        session.authenticate(password);
        return session;
    }

    void startup(int version, Map<String, String> parameters) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            body.write(string(parameter.getKey()));
            body.write(string(parameter.getValue()));
        }
        body.write(0);
        out.writeInt(8 + body.size());
        out.writeInt(version);
        out.write(body.toByteArray());
        out.flush();
    }

    private void authenticate(String password) throws IOException {
        ScramClient client = ScramClient.builder()
                .advertisedMechanisms(List.of("SCRAM-SHA-256"))
                .username("*")
                .password(password.toCharArray())
                .build();
        while (true) {
            Frame frame = receive();
            greeting.add(frame);
            switch (frame.type()) {
                case 'R' -> answer(client, frame);
                case 'E' -> throw new IOException(frame.field('C') + " " + frame.field('M'));
                case 'Z' -> {
                    return;
                }
                default -> {}
            }
        }
    }

    private void answer(ScramClient client, Frame frame) throws IOException {
        String text = new String(frame.body(), 4, frame.body().length - 4, StandardCharsets.UTF_8);
        try {
            switch (frame.body()[3]) {
                case 10 -> {
                    byte[] first = client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
                    send('p', string("SCRAM-SHA-256"), int32(first.length), first);
                }
                case 11 -> {
                    client.serverFirstMessage(text);
                    send('p', client.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8));
                }
                case 12 -> client.serverFinalMessage(text);
                default -> {}
            }
        } catch (com.ongres.scram.common.exception.ScramException wrong) {
            throw new IOException(wrong);
        }
        flush();
    }

    /** What came during log-in. */
    List<Frame> greeting() {
        return greeting;
    }

    /** Puts a message into the buffer; {@link #flush} sends. */
    public RawSession send(char type, byte[]... parts) throws IOException {
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

    RawSession bytes(byte[] any) throws IOException {
        out.write(any);
        return this;
    }

    public RawSession query(String sql) throws IOException {
        return send('Q', string(sql)).flush();
    }

    public RawSession parse(String name, String sql) throws IOException {
        return send('P', string(name), string(sql), new byte[2]);
    }

    public RawSession bind(String portal, String statement) throws IOException {
        return send('B', string(portal), string(statement), new byte[6]);
    }

    public RawSession execute(String portal, int rows) throws IOException {
        return send('E', string(portal), int32(rows));
    }

    public RawSession sync() throws IOException {
        return send('S').flush();
    }

    public RawSession flush() throws IOException {
        out.flush();
        return this;
    }

    /** @throws EOFException when the other side has closed */
    public Frame receive() throws IOException {
        char type = (char) in.readUnsignedByte();
        byte[] body = new byte[in.readInt() - 4];
        in.readFully(body);
        return new Frame(type, body);
    }

    /** Everything up to and including the next message of a type. */
    public List<Frame> until(char type) throws IOException {
        List<Frame> frames = new ArrayList<>();
        do {
            frames.add(receive());
        } while (frames.getLast().type() != type);
        return frames;
    }

    /** The types of everything up to ReadyForQuery, and its state: {@code "12DCZI"}. */
    public String answer() throws IOException {
        StringBuilder types = new StringBuilder();
        for (Frame frame : until('Z')) {
            types.append(frame.type());
            if (frame.type() == 'Z') {
                types.append((char) frame.body()[0]);
            }
        }
        return types.toString();
    }

    /** Whether the other side closes the connection next, whatever it still sends. */
    boolean ends() throws IOException {
        try {
            while (true) {
                receive();
            }
        } catch (EOFException closed) {
            return true;
        }
    }

    Socket socket() {
        return socket;
    }

    public static byte[] string(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    public static byte[] int32(int value) {
        return java.nio.ByteBuffer.allocate(4).putInt(value).array();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
