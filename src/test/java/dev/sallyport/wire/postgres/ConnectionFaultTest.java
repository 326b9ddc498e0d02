package dev.sallyport.wire.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.wire.ProtocolException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fault of a connection")
class ConnectionFaultTest {

    @Test
    @DisplayName("is told with its reason, where that is known to have nothing of what was sent")
    void told() {
        assertThat(ConnectionFault.told(new ProtocolException("no such message")))
                .isEqualTo("ProtocolException: no such message");
        assertThat(ConnectionFault.told(new IOException("Connection reset by peer")))
                .isEqualTo("IOException: Connection reset by peer");
        assertThat(ConnectionFault.told(new DecoderException(new SSLHandshakeException("bad certificate"))))
                .isEqualTo("SSLHandshakeException: bad certificate");
        assertThat(ConnectionFault.told(new DecoderException("canary"))).isEqualTo("DecoderException");
        assertThat(ConnectionFault.told(new IllegalStateException("canary"))).isEqualTo("IllegalStateException");
    }
}
