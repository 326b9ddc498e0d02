package dev.sallyport.config;

import dev.sallyport.audit.note.VerifierKey;
import dev.sallyport.catalog.Database;
import dev.sallyport.logs.LineForm;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlFile;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the parts of a configuration file one after the other. Reading goes on after a problem, with any value in the
 * place of the wrong one; only when there was none is the result used.
 */
final class ConfigReader {

    static final String DEFAULT_ADDRESS = "127.0.0.1";
    static final int DEFAULT_PORT = 6432;
    private static final int MAX_PORT = 65_535;
    static final int POSTGRES_PORT = 5432;
    /** A folder is named by it, in which a byte may take three. */
    static final int MAX_JURISDICTION_BYTES = 64;

    static final long MAX_MESSAGE_BYTES = 1L << 30;

    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
    static final Set<String> LOOPBACK = Set.of("127.0.0.1", "::1", "localhost");
    private static final Map<String, Config.UpstreamTls> TLS = Map.of(
            "verify-full", Config.UpstreamTls.VERIFY_FULL,
            "verify-ca", Config.UpstreamTls.VERIFY_CA,
            "require", Config.UpstreamTls.REQUIRE,
            "disable", Config.UpstreamTls.DISABLE);

    private final Path folder;
    private final List<Problem> warnings = new ArrayList<>();

    private ConfigReader(Path folder) {
        this.folder = folder;
    }

    /**
     * @param name what problems call the file
     * @param folder what relative paths start at
     */
    static ConfigResult read(String name, Path folder, String text) {
        return read(YamlFile.parse(name, text), folder);
    }

    static ConfigResult read(YamlFile file, Path folder) {
        ConfigReader reader = new ConfigReader(folder);
        List<YamlValue> documents = file.documents();
        if (documents.size() != 1) {
            List<Problem> problems = file.problems();
            return new ConfigResult.Invalid(
                    problems.isEmpty()
                            ? List.of(new Place(file.name(), 1, 1)
                                    .problem("a configuration is one document, not " + documents.size()))
                            : problems);
        }
        Optional<Config> config = documents.getFirst().map().map(reader::config);
        List<Problem> problems = file.problems();
        return problems.isEmpty() && config.isPresent()
                ? new ConfigResult.Loaded(config.get(), reader.warnings)
                : new ConfigResult.Invalid(problems);
    }

    private Config config(YamlMap map) {
        String node = map.text("node", "gate-1");
        Path data = path(map, "data").orElse(folder.resolve("data"));
        Config.PostgresListener postgres =
                map.find("listen").flatMap(YamlValue::map).map(this::listen).orElse(listener(Optional.empty()));
        Map<String, Config.Protected> databases = databases(map);
        Map<String, Config.Identity> identities = new IdentityReader(databases.keySet()).read(map.find("identities"));
        Path policies = path(map, "policies").orElse(folder.resolve("policies"));
        Map<String, Secret> maskKeys = secrets(map, "mask-keys", "a key");
        Config.Audit audit = map.part(
                "audit",
                part -> audit(part, node, identities.keySet(), RetentionReader.jurisdictions(databases.values())),
                defaultAudit(node));
        Config.Limits limits = map.part("limits", ConfigReader::limits, defaultLimits());
        LineForm logs = map.part("logs", ConfigReader::logs, LineForm.TEXT);
        Optional<Config.Observe> observe =
                map.find("observe").flatMap(YamlValue::map).flatMap(new ObserveReader(this, warnings)::observe);
        Map<String, Export> exports = new ExportReader(this, warnings).read(map);
        map.close();
        return new Config(
                node, data, postgres, databases, identities, policies, maskKeys, audit, exports, limits, logs, observe);
    }

    private Config.PostgresListener listen(YamlMap map) {
        Optional<YamlMap> postgres = map.find("postgres").flatMap(YamlValue::map);
        map.close();
        return listener(postgres);
    }

    private Config.PostgresListener listener(Optional<YamlMap> map) {
        if (map.isEmpty()) {
            return new Config.PostgresListener(
                    DEFAULT_ADDRESS,
                    DEFAULT_PORT,
                    new Config.ListenerTls(false, Optional.empty(), Optional.empty()),
                    false);
        }
        YamlMap listener = map.get();
        String address = listener.text("address", DEFAULT_ADDRESS);
        int port = listener.number("port", 0, MAX_PORT, DEFAULT_PORT);
        Optional<YamlMap> tls = listener.find("tls").flatMap(YamlValue::map);
        Config.ListenerTls settings =
                tls.map(this::listenerTls).orElse(new Config.ListenerTls(true, Optional.empty(), Optional.empty()));
        boolean cleartext = listener.flag("cleartext-passwords", false);
        if (!settings.require() && !LOOPBACK.contains(address)) {
            warnings.add(listener.place()
                    .problem("clients may connect to " + address + " without TLS: statements and rows can be read"
                            + " on the way"));
        }
        if (cleartext && !settings.require()) {
            listener.report("cleartext-passwords needs tls.require: true");
        }
        listener.close();
        return new Config.PostgresListener(address, port, settings, cleartext);
    }

    private Config.ListenerTls listenerTls(YamlMap map) {
        Config.ListenerTls tls =
                new Config.ListenerTls(map.flag("require", true), keyPair(map), existing(map, "client-ca"));
        map.close();
        return tls;
    }

    private Map<String, Config.Protected> databases(YamlMap map) {
        Map<String, Config.Protected> databases = new LinkedHashMap<>();
        Optional<YamlMap> entries = map.need("databases").flatMap(YamlValue::map);
        for (YamlMap.Entry entry : entries.map(YamlMap::entries).orElse(List.of())) {
            if (!NAME.matcher(entry.name()).matches()) {
                entry.key()
                        .report("a database's name has letters, digits, '_', '-' and '.', not '" + entry.name() + "'");
            }
            entry.value().map().ifPresent(database -> databases.put(entry.name(), database(entry.name(), database)));
        }
        if (entries.isPresent() && databases.isEmpty()) {
            entries.get().report("at least one database is needed");
        }
        return databases;
    }

    private Config.Protected database(String name, YamlMap map) {
        String engine = map.oneOf("engine", Map.of("postgresql", "postgresql"), "postgresql");
        Database database = new Database(name, engine, map.text("environment"), jurisdiction(map));
        Config.Upstream upstream = map.need("upstream")
                .flatMap(YamlValue::map)
                .map(found -> upstream(name, found))
                .orElse(new Config.Upstream(
                        "",
                        POSTGRES_PORT,
                        name,
                        "",
                        Optional.empty(),
                        Config.UpstreamTls.VERIFY_FULL,
                        Optional.empty(),
                        Optional.empty()));
        Duration refresh = map.duration("catalog-refresh", Duration.ofSeconds(60));
        boolean plans = map.oneOf("verify", Map.of("plan", true, "none", false), false);
        map.close();
        return new Config.Protected(database, upstream, refresh, plans);
    }

    private static String jurisdiction(YamlMap map) {
        String jurisdiction = map.text("jurisdiction", "");
        int bytes = jurisdiction.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_JURISDICTION_BYTES) {
            map.find("jurisdiction")
                    .ifPresent(value -> value.report(
                            "a jurisdiction has " + MAX_JURISDICTION_BYTES + " bytes at most, not " + bytes));
        }
        return jurisdiction;
    }

    private Config.Upstream upstream(String name, YamlMap map) {
        Config.Upstream upstream = new Config.Upstream(
                map.text("host"),
                map.number("port", 1, MAX_PORT, POSTGRES_PORT),
                map.text("database", name),
                map.text("user"),
                secret(map, "password-"),
                map.oneOf("tls", TLS, Config.UpstreamTls.VERIFY_FULL),
                existing(map, "ca"),
                keyPair(map));
        if (map.has("password")) {
            map.find("password")
                    .ifPresent(value -> value.report("a password does not stand in this file: give"
                            + " password-env, password-file or password-command"));
        }
        map.close();
        boolean verified =
                upstream.tls() == Config.UpstreamTls.VERIFY_FULL || upstream.tls() == Config.UpstreamTls.VERIFY_CA;
        if (verified
                && upstream.identity().isPresent()
                && upstream.authorities().isEmpty()) {
            map.report("a certificate towards the server needs 'ca' as well, for the server's own");
        }
        if (!verified && !LOOPBACK.contains(upstream.host())) {
            warnings.add(map.place()
                    .problem("the database server's certificate is not checked: whoever answers at " + upstream.host()
                            + " gets the password and the statements"));
        }
        return upstream;
    }

    /**
     * A map from names of its own to secrets.
     *
     * @param what messages call one of them
     */
    Map<String, Secret> secrets(YamlMap map, String key, String what) {
        Map<String, Secret> keys = new LinkedHashMap<>();
        for (YamlMap.Entry entry : map.entries(key)) {
            if (!entry.value().isMap()) {
                entry.value()
                        .report(what + " does not stand in this file: give {env: ...}, {file: ...} or {command: ...}");
                continue;
            }
            entry.value().map().ifPresent(source -> {
                Optional<Secret> secret = secret(source, "");
                if (secret.isEmpty() && !source.has("env") && !source.has("file") && !source.has("command")) {
                    source.report("one of env, file and command is needed");
                }
                source.close();
                secret.ifPresent(found -> keys.put(entry.name(), found));
            });
        }
        return keys;
    }

    /** @param prefix what the names of the three sources begin with */
    Optional<Secret> secret(YamlMap map, String prefix) {
        List<Secret> given = new ArrayList<>();
        map.find(prefix + "env")
                .flatMap(YamlValue::text)
                .map(Secret.Environment::new)
                .ifPresent(given::add);
        Optional<YamlValue> file = map.find(prefix + "file");
        file.flatMap(this::path).map(Secret.InFile::new).ifPresent(secret -> {
            given.add(secret);
            secret.warning()
                    .ifPresent(text -> warnings.add(
                            file.map(YamlValue::place).orElse(map.place()).problem(text)));
        });
        map.find(prefix + "command").flatMap(ConfigReader::command).ifPresent(given::add);
        if (given.size() > 1) {
            map.report("only one of %1$senv, %1$sfile and %1$scommand can be given".formatted(prefix));
        }
        return given.stream().findFirst();
    }

    /** A list runs as it is; a text runs in a shell. */
    private static Optional<Secret> command(YamlValue value) {
        if (!value.isList()) {
            return value.text().map(text -> new Secret.FromCommand(List.of("/bin/sh", "-c", text)));
        }
        List<String> words = new ArrayList<>();
        value.list().forEach(element -> element.text().ifPresent(words::add));
        if (words.isEmpty()) {
            value.report("the command is empty");
            return Optional.empty();
        }
        return Optional.of(new Secret.FromCommand(words));
    }

    Optional<Config.KeyPair> keyPair(YamlMap map) {
        Optional<Path> certificate = existing(map, "certificate");
        Optional<Path> key = existing(map, "key");
        if (map.has("certificate") != map.has("key")) {
            map.report("'certificate' and 'key' belong together, and one is missing");
        }
        return certificate.flatMap(one -> key.map(other -> new Config.KeyPair(one, other)));
    }

    Optional<Path> existing(YamlMap map, String key) {
        Optional<YamlValue> value = map.find(key);
        Optional<Path> path = value.flatMap(this::path);
        if (path.isPresent() && !Files.isReadable(path.get())) {
            value.ifPresent(place -> place.report("'" + key + "': there is no readable file " + path.get()));
        }
        return path;
    }

    /** Whether there is such a port, or none is named; a URI may have any number. */
    static boolean hasPort(URI address) {
        return address.getPort() == -1 || address.getPort() >= 1 && address.getPort() <= MAX_PORT;
    }

    Optional<Path> path(YamlMap map, String key) {
        return map.find(key).flatMap(this::path);
    }

    private Optional<Path> path(YamlValue value) {
        try {
            return value.text().map(text -> folder.resolve(text).normalize());
        } catch (InvalidPathException wrong) {
            value.report("not a path: " + wrong.getReason());
            return Optional.empty();
        }
    }

    private Config.Audit audit(YamlMap map, String node, Set<String> identities, Set<String> jurisdictions) {
        Config.Audit otherwise = defaultAudit(node);
        Duration journalKeep = map.duration("journal-keep", otherwise.journalKeep());
        Config.Audit audit = new Config.Audit(
                map.oneOf(
                        "durability",
                        Map.of(
                                "process",
                                Config.Durability.PROCESS,
                                "group",
                                Config.Durability.GROUP,
                                "machine",
                                Config.Durability.MACHINE),
                        otherwise.durability()),
                map.bytes("segment", 2L << 20, 1L << 30, otherwise.segmentBytes()),
                journalKeep,
                map.text("origin", otherwise.origin()),
                path(map, "witnesses"),
                path(map, "witness-ca"),
                map.oneOf("literals", Map.of("sealed", true, "none", false), otherwise.literals()),
                map.flag("index", otherwise.index()),
                Set.copyOf(map.texts("erasers")),
                new RetentionReader(jurisdictions, warnings).read(map.list("retention"), journalKeep));
        map.find("erasers")
                .ifPresent(value -> audit.erasers().stream()
                        .filter(id -> !identities.contains(id))
                        .forEach(id ->
                                value.report("there is no identity '" + id + "'" + Suggestion.text(id, identities))));
        if (!VerifierKey.isName(audit.origin())) {
            map.find("origin").ifPresent(value -> value.report("an origin has no blanks and no plus signs"));
        }
        map.close();
        return audit;
    }

    static Config.Audit defaultAudit(String node) {
        StringBuilder name = new StringBuilder();
        node.codePoints().forEach(point -> {
            String one = Character.toString(point);
            name.append(VerifierKey.isName(one) ? one : "-");
        });
        return new Config.Audit(
                Config.Durability.GROUP,
                16L << 20,
                Duration.ofDays(30),
                "sallyport/" + name,
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                Set.of(),
                List.of());
    }

    private static Config.Limits limits(YamlMap map) {
        Config.Limits otherwise = defaultLimits();
        Config.Limits limits = new Config.Limits(
                map.number("connections", 1, 1_000_000, otherwise.connections()),
                map.duration("login-time", otherwise.loginTime()),
                map.bytes("max-message", 1L << 16, MAX_MESSAGE_BYTES, otherwise.maxMessageBytes()),
                map.number("plan-cache", 0, 10_000_000, otherwise.planCache()));
        map.close();
        return limits;
    }

    private static LineForm logs(YamlMap map) {
        LineForm form = map.oneOf("format", Map.of("text", LineForm.TEXT, "json", LineForm.JSON), LineForm.TEXT);
        map.close();
        return form;
    }

    static Config.Limits defaultLimits() {
        return new Config.Limits(1_000, Duration.ofSeconds(30), MAX_MESSAGE_BYTES, 10_000);
    }
}
