package dev.sallyport.serve;

import dev.sallyport.audit.log.LogFolder;
import dev.sallyport.config.Config;
import dev.sallyport.config.Export;
import dev.sallyport.config.Secret;
import dev.sallyport.export.Credential;
import dev.sallyport.export.Destination;
import dev.sallyport.export.Exporter;
import dev.sallyport.export.FileDestination;
import dev.sallyport.export.OtlpDestination;
import dev.sallyport.export.SyslogDestination;
import dev.sallyport.export.Tls;
import dev.sallyport.export.WebhookDestination;
import dev.sallyport.wire.JdkTls;
import dev.sallyport.wire.TlsCredentials;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The destinations that a gate's records go to. */
public final class Exports implements AutoCloseable {

    private final Map<String, Exporter> running = new TreeMap<>();

    private Exports() {}

    /** @param version the product's */
    static Exports start(Config config, String version) {
        Exports exports = new Exports();
        config.exports()
                .forEach((name, export) -> exports.running.put(
                        name,
                        Exporter.start(
                                new Exporter.Order(name, export.format(), export.only(), export.fromNow(), version),
                                new LogFolder(AuditLog.folder(config)),
                                bookmark(config, name),
                                destination(export, version),
                                Clock.systemUTC())));
        return exports;
    }

    /** The file that remembers how far a destination is. */
    static Path bookmark(Config config, String name) {
        return config.data().resolve("export").resolve(name + ".json");
    }

    /** By their names. */
    Map<String, Exporter> running() {
        return running;
    }

    private static Destination destination(Export export, String version) {
        return switch (export.target()) {
            case Export.InFile(Path path) -> new FileDestination(path);
            case Export.Syslog(String host, int port, var tls) ->
                new SyslogDestination(host, port, tls.map(Exports::tls));
            case Export.Webhook(var address, var tls, var headers, var signing) ->
                new WebhookDestination(
                        address, tls(tls), credentials(headers), signing.map(Exports::credential), export.format());
            case Export.Otlp(var address, var tls, var headers) ->
                new OtlpDestination(address, tls(tls), credentials(headers), version);
        };
    }

    private static Tls tls(Export.Security security) {
        Optional<TlsCredentials> own =
                security.identity().map(pair -> new TlsCredentials(pair.certificate(), pair.key(), Optional.empty()));
        return () -> JdkTls.client(security.authorities(), own);
    }

    private static Map<String, Credential> credentials(Map<String, Secret> secrets) {
        Map<String, Credential> credentials = new HashMap<>();
        secrets.forEach((name, secret) -> credentials.put(name, credential(secret)));
        return credentials;
    }

    private static Credential credential(Secret secret) {
        return () -> {
            try {
                return secret.reveal();
            } catch (Secret.Unavailable unavailable) {
                throw new IOException(unavailable.getMessage(), unavailable);
            }
        };
    }

    /** What is wrong with the secrets and certificates of destinations, for people. Fetches them. */
    public static List<String> problems(Config config) {
        List<String> problems = new ArrayList<>();
        new TreeMap<>(config.exports()).forEach((name, export) -> {
            try {
                check(export.target());
            } catch (IOException unusable) {
                problems.add("export " + name + ": " + unusable.getMessage());
            }
        });
        return problems;
    }

    private static void check(Export.Target target) throws IOException {
        Optional<Export.Security> security;
        Stream<Secret> secrets;
        switch (target) {
            case Export.InFile _ -> {
                return;
            }
            case Export.Syslog syslog -> {
                security = syslog.tls();
                secrets = Stream.of();
            }
            case Export.Webhook webhook -> {
                security = Optional.of(webhook.tls());
                secrets = Stream.concat(webhook.headers().values().stream(), webhook.signing().stream());
            }
            case Export.Otlp otlp -> {
                security = Optional.of(otlp.tls());
                secrets = otlp.headers().values().stream();
            }
        }
        if (security.isPresent()) {
            var _ = tls(security.get()).context();
        }
        for (Secret secret : secrets.toList()) {
            String _ = credential(secret).reveal();
        }
    }

    /** Delivers what is in the log by now, as far as that takes no longer than some seconds. */
    @Override
    public void close() {
        List<Thread> closing = running.values().stream()
                .map(exporter -> Thread.ofVirtual().start(exporter::close))
                .toList();
        try {
            for (Thread one : closing) {
                one.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
