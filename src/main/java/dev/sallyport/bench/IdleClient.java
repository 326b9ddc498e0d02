package dev.sallyport.bench;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client that logs in with SCRAM and then does nothing: thousands of them fit where a driver's connections would not. */
final class IdleClient implements AutoCloseable {

    private static final int VERSION = 3 << 16;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;
    private static final String MECHANISM = "SCRAM-SHA-256";

    private final Socket socket;

    private IdleClient(Socket socket) {
        this.socket = socket;
    }

    /** Logs in, up to ReadyForQuery (PostgreSQL documentation, "Message Flow", "Start-up"). */
    static IdleClient open(int port, String user, String password, String database) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        try {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1024));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            startup(out, user, database);
            logIn(in, out, password);
            return new IdleClient(socket);
        } catch (IOException | ScramException failed) {
            socket.close();
            throw new IOException("an idle client could not log in: " + failed.getMessage(), failed);
        }
    }

    private static void startup(DataOutputStream out, String user, String database) throws IOException {
        byte[] parameters = ("user\0" + user + "\0database\0" + database + "\0\0").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream words = new DataOutputStream(packet);
        words.writeInt(8 + parameters.length);
        words.writeInt(VERSION);
        words.write(parameters);
        out.write(packet.toByteArray());
    }

    private static void logIn(DataInputStream in, DataOutputStream out, String password)
            throws IOException, ScramException {
        ScramClient scram = ScramClient.builder()
                .advertisedMechanisms(List.of(MECHANISM))
                .username("*")
                .password(password.toCharArray())
                .build();
        while (true) {
            int type = in.readUnsignedByte();
            byte[] body = in.readNBytes(in.readInt() - 4);
            switch (type) {
                case 'R' -> answer(scram, body, out);
                case 'E' -> throw new IOException(new String(body, StandardCharsets.UTF_8).replace('\0', ' '));
                case 'Z' -> {
                    return;
                }
                default -> {
                    // parameters and the cancel key
                }
            }
        }
    }

    private static void answer(ScramClient scram, byte[] body, DataOutputStream out)
            throws IOException, ScramException {
        String text = new String(body, 4, body.length - 4, StandardCharsets.UTF_8);
        switch (body[3]) {
            case SASL -> {
                byte[] first = scram.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
                ByteArrayOutputStream message = new ByteArrayOutputStream();
                message.write((MECHANISM + "\0").getBytes(StandardCharsets.US_ASCII));
                new DataOutputStream(message).writeInt(first.length);
                message.write(first);
                password(out, message.toByteArray());
            }
            case SASL_CONTINUE -> {
                scram.serverFirstMessage(text);
                password(out, scram.clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8));
            }
            case SASL_FINAL -> scram.serverFinalMessage(text);
            default -> {
                // AuthenticationOk
            }
        }
    }

    private static void password(DataOutputStream out, byte[] body) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream words = new DataOutputStream(packet);
        words.writeByte('p');
        words.writeInt(4 + body.length);
        words.write(body);
        out.write(packet.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
