package dev.sallyport.config;

import dev.sallyport.http.ListenAddress;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what the gate tells of itself, and to whom. */
final class ObserveReader {

    private static final int DEFAULT_STATEMENTS = 5_000;
    private static final double DEFAULT_SAMPLE = 0.01;

    private final ConfigReader files;
    private final List<Problem> warnings;

    /** @param files reads what stands in other files */
    ObserveReader(ConfigReader files, List<Problem> warnings) {
        this.files = files;
        this.warnings = warnings;
    }

    Optional<Config.Observe> observe(YamlMap map) {
        Optional<YamlValue> listen = map.need("listen");
        Optional<String> written = listen.flatMap(YamlValue::text);
        Optional<ListenAddress> address = written.flatMap(ListenAddress::parse);
        if (written.isPresent() && address.isEmpty()) {
            listen.ifPresent(value -> value.report("'listen' must be ADDRESS:PORT such as 127.0.0.1:9464 or [::1]:9464,"
                    + " not '" + written.get() + "'"));
        }
        int statements = map.part("statements", ObserveReader::statements, DEFAULT_STATEMENTS);
        Optional<Config.Otlp> otlp = map.find("otlp").flatMap(YamlValue::map).flatMap(this::otlp);
        map.close();
        return address.map(found -> new Config.Observe(found, statements, otlp));
    }

    private Optional<Config.Otlp> otlp(YamlMap map) {
        Optional<YamlValue> endpoint = map.need("endpoint");
        Optional<URI> address = endpoint.flatMap(this::collector);
        map.oneOf("protocol", Map.of("http/protobuf", true), true);
        Optional<Secret> header = files.secret(map, "header-");
        Optional<Path> authorities = files.existing(map, "ca");
        double sample = map.find("sample").flatMap(ObserveReader::share).orElse(DEFAULT_SAMPLE);
        Duration interval = map.duration("interval", Duration.ofSeconds(60));
        if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
            map.find("interval").ifPresent(value -> value.report("'interval' must be 1s at least"));
        }
        map.close();
        return address.map(found -> new Config.Otlp(found, header, authorities, sample, interval));
    }

    private Optional<URI> collector(YamlValue value) {
        Optional<String> written = value.text();
        if (written.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(written.get());
            if (!ConfigReader.hasPort(uri)) {
                value.report("there is no port " + uri.getPort());
                return Optional.empty();
            }
            boolean whole = uri.getHost() != null
                    && Set.of("http", "https").contains(uri.getScheme())
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            if (whole) {
                if (uri.getScheme().equals("http") && !ConfigReader.LOOPBACK.contains(uri.getHost())) {
                    warnings.add(value.place()
                            .problem("traces and metrics go to " + uri.getHost()
                                    + " without TLS: the forms of statements can be read on the way"));
                }
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException wrong) {
            // As wrong as one without a host.
        }
        value.report("'endpoint' must be a URL such as https://collector.internal:4318, without a user and a query");
        return Optional.empty();
    }

    private static Optional<Double> share(YamlValue value) {
        Optional<String> written = value.text();
        try {
            double share = written.map(Double::parseDouble).orElse(0.0);
            if (share >= 0 && share <= 1) {
                return Optional.of(share);
            }
        } catch (NumberFormatException none) {
            // As wrong as one out of range.
        }
        value.report("'sample' must be a number in 0..1, not '" + written.orElse("") + "'");
        return Optional.empty();
    }

    private static int statements(YamlMap map) {
        int max = map.number("max", 0, 1_000_000, DEFAULT_STATEMENTS);
        map.close();
        return max;
    }
}
