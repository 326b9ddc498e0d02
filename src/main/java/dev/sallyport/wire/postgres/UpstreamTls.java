package dev.sallyport.wire.postgres;

import io.netty.channel.Channel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** TLS towards a database. */
final class UpstreamTls {

    private final Upstream upstream;
    private final Optional<SslContext> context;

    UpstreamTls(Upstream upstream) throws SSLException {
        this.upstream = upstream;
        this.context = upstream.tls() == Upstream.Tls.DISABLE ? Optional.empty() : Optional.of(context(upstream));
    }

    private static SslContext context(Upstream upstream) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                // The name is checked below, where it is wanted; here it would be for every mode.
                .endpointIdentificationAlgorithm(null);
        switch (upstream.tls()) {
            case VERIFY_FULL, VERIFY_CA -> upstream.authorities().ifPresent(ca -> builder.trustManager(ca.toFile()));
            case REQUIRE, DISABLE -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        }
        if (upstream.certificate().isPresent() && upstream.key().isPresent()) {
            builder.keyManager(
                    upstream.certificate().get().toFile(), upstream.key().get().toFile());
        }
        return builder.build();
    }

    boolean demanded() {
        return context.isPresent();
    }

    SslHandler handler(Channel channel) {
        SslHandler handler = context.orElseThrow().newHandler(channel.alloc(), upstream.host(), upstream.port());
        if (upstream.tls() == Upstream.Tls.VERIFY_FULL) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }
}
