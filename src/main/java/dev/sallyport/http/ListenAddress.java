package dev.sallyport.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;

/**
 * Where to listen, written as {@code ADDRESS:PORT}.
 *
 * @param host a name or an address, those of IPv6 in brackets
 * @param port from 0, which is any free one, to 65535
 */
public record ListenAddress(String host, int port) {

    private static final int MAX_PORT = 65_535;

    /** Empty when the text is something else. */
    public static Optional<ListenAddress> parse(String text) {
        URI uri;
        try {
            uri = URI.create("//" + text);
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        boolean more = !uri.getPath().isEmpty()
                || uri.getUserInfo() != null
                || uri.getQuery() != null
                || uri.getFragment() != null;
        return host.isEmpty() || uri.getPort() < 0 || uri.getPort() > MAX_PORT || more
                ? Optional.empty()
                : Optional.of(new ListenAddress(host, uri.getPort()));
    }

    /** @throws IOException when there is no such host */
    public InetSocketAddress resolve() throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
