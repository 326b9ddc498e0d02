package dev.sallyport.config;

import dev.sallyport.export.Format;
import dev.sallyport.export.Kind;
import dev.sallyport.export.Selection;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads where the records are exported to: a map from name to destination. */
final class ExportReader {

    /** "Syslog over TLS" (RFC 5425, section 4.1). */
    private static final int SYSLOG_TLS_PORT = 6514;

    private static final int SYSLOG_TCP_PORT = 601;
    private static final String OTLP_PATH = "/v1/logs";
    private static final Set<String> DECISIONS = Set.of("allow", "mask", "deny");
    private static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Those that the HTTP client sets itself, or that are the destination's. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "content-type", "expect", "host", "upgrade", "sallyport-signature");

    private final ConfigReader config;
    private final List<Problem> warnings;
    private final Set<Path> files = new HashSet<>();

    /**
     * @param config for files and secrets
     * @param warnings where what is doubtful is added
     */
    ExportReader(ConfigReader config, List<Problem> warnings) {
        this.config = config;
        this.warnings = warnings;
    }

    Map<String, Export> read(YamlMap map) {
        Map<String, Export> exports = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries("export")) {
            if (!ConfigReader.NAME.matcher(entry.name()).matches()) {
                entry.key()
                        .report("a destination's name has letters, digits, '_', '-' and '.', not '" + entry.name()
                                + "'");
            }
            entry.value().map().flatMap(this::export).ifPresent(export -> exports.put(entry.name(), export));
        }
        return exports;
    }

    private Optional<Export> export(YamlMap map) {
        Format format = map.oneOf("format", Format.labels(), Format.OCSF);
        Selection only = map.part("only", ExportReader::selection, Selection.ALL);
        boolean fromNow = map.oneOf("from", Map.of("start", false, "now", true), false);
        boolean insecure = map.flag("insecure", false);
        Export.Security tls = new Export.Security(config.existing(map, "ca"), config.keyPair(map));
        Map<String, Secret> headers = headers(map);
        Optional<Secret> signing = config.secret(map, "sign-");
        List<Export.Target> targets = new ArrayList<>();
        file(map).ifPresent(targets::add);
        syslog(map, insecure, tls).ifPresent(targets::add);
        address(map, "webhook", insecure)
                .ifPresent(address -> targets.add(new Export.Webhook(address, tls, headers, signing)));
        address(map, "otlp", insecure)
                .ifPresent(address -> targets.add(new Export.Otlp(withPath(address), tls, headers)));
        List<String> given =
                Stream.of("file", "syslog", "webhook", "otlp").filter(map::has).toList();
        if (given.size() != 1) {
            map.report("a destination has one of 'file', 'syslog', 'webhook' and 'otlp', not "
                    + (given.isEmpty() ? "none" : String.join(" and ", given)));
        } else {
            fitting(map, given.getFirst());
        }
        map.close();
        return targets.stream().findFirst().map(target -> new Export(format, target, only, fromNow));
    }

    /** What a destination of that kind has no use for is a mistake, not ignored. */
    private static void fitting(YamlMap map, String kind) {
        Stream<String> useless = switch (kind) {
            case "file" ->
                Stream.of("headers", "sign-env", "sign-file", "sign-command", "insecure", "ca", "certificate", "key");
            case "syslog" -> Stream.of("headers", "sign-env", "sign-file", "sign-command");
            case "otlp" -> Stream.of("sign-env", "sign-file", "sign-command");
            default -> Stream.of();
        };
        useless.filter(map::has)
                .forEach(key -> map.find(key)
                        .ifPresent(value ->
                                value.report("'" + key + "' is of no use to a destination with '" + kind + "'")));
    }

    private static Selection selection(YamlMap map) {
        Set<Kind> kinds = words(map, "kinds", Kind.labels());
        Set<String> decisions = words(
                map,
                "decisions",
                DECISIONS.stream().collect(Collectors.toMap(Function.identity(), Function.identity())));
        map.close();
        return new Selection(kinds, decisions);
    }

    private static <T> Set<T> words(YamlMap map, String key, Map<String, T> words) {
        Set<T> found = new HashSet<>();
        Optional<YamlValue> list = map.find(key);
        list.ifPresent(value -> {
            List<YamlValue> elements = value.list();
            if (value.isList() && elements.isEmpty()) {
                value.report("'" + key + "' is empty: nothing would be exported");
            }
            elements.forEach(element -> element.oneOf(words).ifPresent(found::add));
        });
        return found;
    }

    private Optional<Export.Target> file(YamlMap map) {
        Optional<YamlValue> value = map.find("file");
        Optional<Path> path = value.isPresent() ? config.path(map, "file") : Optional.empty();
        path.ifPresent(file -> {
            Path folder = Optional.ofNullable(file.getParent()).orElse(file);
            if (!Files.isDirectory(folder)) {
                value.orElseThrow().report("'file': there is no folder " + folder);
            } else if (Files.isDirectory(file)) {
                value.orElseThrow().report("'file': " + file + " is a folder");
            } else if (!files.add(file)) {
                value.orElseThrow().report("'file': two destinations write into " + file);
            }
        });
        return path.map(Export.InFile::new);
    }

    private Optional<Export.Target> syslog(YamlMap map, boolean insecure, Export.Security tls) {
        Optional<YamlValue> value = map.find("syslog");
        Optional<URI> address = value.flatMap(one -> uri(one, Set.of("tls", "tcp"), "tls://HOST:PORT"));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        if (!address.get().getRawPath().isEmpty() || address.get().getRawQuery() != null) {
            value.get().report("'syslog' has a host and a port, and nothing behind them");
        }
        boolean secure = address.get().getScheme().equals("tls");
        inTheClear(value.get(), address.get(), secure, insecure);
        if (!secure && (map.has("ca") || map.has("certificate"))) {
            value.get().report("'ca', 'certificate' and 'key' are of no use without TLS: tls://HOST:PORT");
        }
        int port = address.get().getPort();
        int otherwise = secure ? SYSLOG_TLS_PORT : SYSLOG_TCP_PORT;
        return Optional.of(new Export.Syslog(
                bare(address.get().getHost()),
                port < 0 ? otherwise : port,
                secure ? Optional.of(tls) : Optional.empty()));
    }

    private Optional<URI> address(YamlMap map, String key, boolean insecure) {
        Optional<YamlValue> value = map.find(key);
        Optional<URI> address = value.flatMap(one -> uri(one, Set.of("https", "http"), "https://HOST/PATH"));
        address.ifPresent(found -> {
            boolean secure = found.getScheme().equals("https");
            inTheClear(value.orElseThrow(), found, secure, insecure);
            if (!secure && (map.has("ca") || map.has("certificate"))) {
                value.orElseThrow().report("'ca', 'certificate' and 'key' are of no use without TLS: https://");
            }
        });
        return address;
    }

    private static Optional<URI> uri(YamlValue value, Set<String> schemes, String form) {
        Optional<String> text = value.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.get());
            String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
            if (uri.getUserInfo() != null) {
                // Not repeated: it can be a password.
                value.report("secrets do not stand in an address; 'headers' can hold them");
                return Optional.empty();
            }
            if (!ConfigReader.hasPort(uri)) {
                value.report("there is no port " + uri.getPort());
                return Optional.empty();
            }
            if (uri.getHost() != null && schemes.contains(scheme) && uri.getRawFragment() == null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException wrong) {
            // Reported below, without what it holds.
        }
        value.report("it must be " + form + (schemes.contains("tcp") ? ", or tcp:// for the clear" : ""));
        return Optional.empty();
    }

    /** Only a machine's own loopback needs no word for it. */
    private void inTheClear(YamlValue value, URI address, boolean secure, boolean insecure) {
        if (secure || ConfigReader.LOOPBACK.contains(bare(address.getHost()))) {
            return;
        }
        if (insecure) {
            warnings.add(value.place()
                    .problem("records go to " + address.getHost()
                            + " without TLS: they can be read and changed on the way"));
        } else {
            value.report("records would go to " + address.getHost()
                    + " in the clear; if that is meant, say 'insecure: true'");
        }
    }

    private static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static URI withPath(URI address) {
        String path = address.getRawPath();
        return path.isEmpty() || path.equals("/") ? address.resolve(OTLP_PATH) : address;
    }

    private Map<String, Secret> headers(YamlMap map) {
        for (YamlMap.Entry entry : map.entries("headers")) {
            String name = entry.name();
            if (!HEADER.matcher(name).matches() || OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                entry.key().report("'" + name + "' is no header that can be given");
            }
        }
        return config.secrets(map, "headers", "the value of a header");
    }
}
