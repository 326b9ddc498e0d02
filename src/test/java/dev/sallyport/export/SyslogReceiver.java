package dev.sallyport.export;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A receiver of octet-counted syslog (RFC 5425, section 4.3; RFC 6587, section 3.4.1). */
public final class SyslogReceiver implements AutoCloseable {

    private final ServerSocket door;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param port 0 for any */
    public SyslogReceiver(Optional<SSLContext> tls, int port) throws IOException {
        this(tls, port, false);
    }

    /** @param clients whether those who send have to show a certificate that it trusts */
    public SyslogReceiver(Optional<SSLContext> tls, int port, boolean clients) throws IOException {
        door = tls.isPresent() ? tls.get().getServerSocketFactory().createServerSocket() : new ServerSocket();
        if (door instanceof SSLServerSocket secured) {
            secured.setNeedClientAuth(clients);
        }
        door.setReuseAddress(true);
        door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Thread.ofPlatform().daemon().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = door.accept();
                open.add(socket);
                Thread.ofPlatform().daemon().start(() -> read(socket));
            }
        } catch (IOException closed) {
            // by the test
        }
    }

    private void read(Socket socket) {
        try (DataInputStream in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int length = 0;
                int one = in.read();
                if (one < 0) {
                    return;
                }
                for (; one != ' '; one = in.read()) {
                    if (one < '0' || one > '9') {
                        broken.add("a length has '" + (char) one + "'");
                        return;
                    }
                    length = length * 10 + one - '0';
                }
                byte[] message = new byte[length];
                in.readFully(message);
                messages.add(new String(message, StandardCharsets.UTF_8));
            }
        } catch (IOException cut) {
            // what was whole is kept
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    public List<String> messages() {
        return messages;
    }

    /** What was not framed as it has to be. */
    public List<String> broken() {
        return broken;
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
