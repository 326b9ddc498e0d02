package dev.sallyport.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.export.Format;
import dev.sallyport.export.Kind;
import dev.sallyport.export.Selection;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.identity.Principal;
import dev.sallyport.logs.LineForm;
import dev.sallyport.yaml.Problem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file: everything in it, its defaults, and its mistakes. */
class ConfigTest {

    static final String VERIFIER =
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    private static final Export.Security PLATFORM = new Export.Security(Optional.empty(), Optional.empty());

    /** Every key there is. */
    static final String FULL = """
            node: gate-eu-1
            data: state
            policies: rules
            mask-keys:
              support: {env: MASK_KEY}
              billing: {file: secret}
              sales: {command: [echo, secret]}
            listen:
              postgres:
                address: 0.0.0.0
                port: 5433
                tls: {require: true, certificate: gate.crt, key: gate.key, client-ca: ca.crt}
                cleartext-passwords: true
            databases:
              shop:
                engine: postgresql
                environment: production
                jurisdiction: eu
                catalog-refresh: 30s
                upstream:
                  host: db.internal
                  port: 5434
                  database: shopdb
                  user: sallyport
                  password-file: secret
                  tls: verify-ca
                  ca: ca.crt
                  certificate: gate.crt
                  key: gate.key
              by-env:
                environment: test
                upstream: {host: localhost, user: u, password-env: SHOP_PASSWORD, tls: disable}
              by-command:
                environment: test
                upstream: {host: localhost, user: u, password-command: [echo, secret]}
            identities:
              - id: alice
                kind: human
                groups: [dba]
                attributes: {region: eu}
                verifier: %s
                purposes: [support, billing]
              - id: bot
                kind: agent
                certificate-subject: bot.internal
                acts-for: [alice]
                task: t-1
                databases: [shop]
            audit: {durability: process, segment: 32MiB, journal-keep: 7d, origin: audit.example.com/eu, witnesses: witnesses.policy, witness-ca: witness-ca.pem,
                  literals: none, index: false, erasers: [alice], retention: [{jurisdiction: eu, keep: 90d}, {keep: 400d}]}
            export:
              siem:
                format: ocsf
                from: now
                only: {kinds: [q.intent, q.deny], decisions: [mask, deny]}
                webhook: https://siem.example.com/in
                headers:
                  Authorization: {env: SIEM_TOKEN}
                  X-Tenant: {file: secret}
                  X-Other: {command: [echo, secret]}
                sign-file: secret
                ca: ca.crt
                certificate: gate.crt
                key: gate.key
              collector: {format: cef, syslog: 'tls://[::1]'}
              legacy: {format: cef, syslog: 'tcp://logs.internal:514', insecure: true}
              disk: {format: raw, file: events.jsonl}
              otel: {otlp: 'https://otel.internal:4318'}
            limits: {connections: 50, login-time: 10s, max-message: 1MiB, plan-cache: 5}
            logs: {format: json}
            observe: {listen: "[::1]:9464", statements: {max: 70}, otlp: {
              endpoint: "https://collector:4318", protocol: http/protobuf, header-env: OTLP_HEADER, ca: ca.crt,
              sample: 0.5, interval: 10s}}
            """.formatted(VERIFIER);

    static void files(Path folder) throws IOException {
        for (String name : List.of("gate.crt", "gate.key", "ca.crt", "secret")) {
            Files.writeString(folder.resolve(name), "hunter2\nnext line\n");
        }
    }

    private static Config load(Path folder, String text) {
        return switch (ConfigReader.read("c.yaml", folder, text)) {
            case ConfigResult.Loaded(Config config, var _) -> config;
            case ConfigResult.Invalid(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    private static List<String> problems(String text) {
        return switch (ConfigReader.read("c.yaml", Path.of("/nowhere"), text)) {
            case ConfigResult.Loaded(var _, var _) -> List.of();
            case ConfigResult.Invalid(var problems) ->
                problems.stream().map(Problem::toString).toList();
        };
    }

    @Test
    void keys_of_masks_are_named_and_never_written_down() {
        String database = "databases: {d: {environment: e, upstream: {host: localhost, user: u, tls: disable}}}\n";
        assertThat(problems(database + """
                mask-keys:
                  plain: s3cret
                  none: {}
                  both: {env: A, command: b}
                  wrong: {envv: A}
                """))
                .containsExactly(
                        "c.yaml:3:10: a key does not stand in this file: give {env: ...}, {file: ...} or {command: ...}",
                        "c.yaml:4:9: one of env, file and command is needed",
                        "c.yaml:5:9: only one of env, file and command can be given",
                        "c.yaml:6:10: one of env, file and command is needed",
                        "c.yaml:6:11: unknown key 'envv' (did you mean 'env'?); known here: command, env, file");
    }

    @Test
    void everything_is_read(@TempDir Path folder) throws Exception {
        files(folder);
        Config config = load(folder, FULL);
        assertThat(config.node()).isEqualTo("gate-eu-1");
        assertThat(config.data()).isEqualTo(folder.resolve("state"));
        assertThat(config.policies()).isEqualTo(folder.resolve("rules"));
        assertThat(config.postgres())
                .isEqualTo(new Config.PostgresListener(
                        "0.0.0.0",
                        5433,
                        new Config.ListenerTls(
                                true,
                                Optional.of(new Config.KeyPair(folder.resolve("gate.crt"), folder.resolve("gate.key"))),
                                Optional.of(folder.resolve("ca.crt"))),
                        true));
        Config.Protected shop = database(config, "shop");
        assertThat(shop.database().environment()).isEqualTo("production");
        assertThat(shop.catalogRefresh()).isEqualTo(Duration.ofSeconds(30));
        assertThat(shop.upstream().database()).isEqualTo("shopdb");
        assertThat(shop.upstream().tls()).isEqualTo(Config.UpstreamTls.VERIFY_CA);
        assertThat(shop.upstream().password().orElseThrow().reveal()).isEqualTo("hunter2");
        Config.Protected byCommand = database(config, "by-command");
        assertThat(byCommand.upstream().password().orElseThrow().reveal()).isEqualTo("secret");
        assertThat(byCommand.upstream().database()).isEqualTo("by-command");
        assertThat(byCommand.upstream().tls()).isEqualTo(Config.UpstreamTls.VERIFY_FULL);
        assertThat(config.identities()).containsOnlyKeys("alice", "bot");
        Config.Identity bot =
                Optional.ofNullable(config.identities().get("bot")).orElseThrow();
        assertThat(bot.principal().kind()).isEqualTo(Principal.Kind.AGENT);
        assertThat(bot.actsFor()).containsExactly("alice");
        assertThat(config.audit())
                .isEqualTo(new Config.Audit(
                        Config.Durability.PROCESS,
                        32 << 20,
                        Duration.ofDays(7),
                        "audit.example.com/eu",
                        Optional.of(folder.resolve("witnesses.policy")),
                        Optional.of(folder.resolve("witness-ca.pem")),
                        false,
                        false,
                        Set.of("alice"),
                        List.of(
                                new Config.Keep(Optional.of("eu"), Duration.ofDays(90)),
                                new Config.Keep(Optional.empty(), Duration.ofDays(400)))));
        assertThat(config.limits()).isEqualTo(new Config.Limits(50, Duration.ofSeconds(10), 1 << 20, 5));
        assertThat(config.logs()).isEqualTo(LineForm.JSON);
        assertThat(config.observe())
                .contains(new Config.Observe(
                        new ListenAddress("[::1]", 9464),
                        70,
                        Optional.of(new Config.Otlp(
                                URI.create("https://collector:4318"),
                                Optional.of(new Secret.Environment("OTLP_HEADER")),
                                Optional.of(folder.resolve("ca.crt")),
                                0.5,
                                Duration.ofSeconds(10)))));
    }

    private static Config.Protected database(Config config, String name) {
        return Optional.ofNullable(config.databases().get(name)).orElseThrow();
    }

    @Test
    void statements_can_wait_for_the_disk(@TempDir Path folder) {
        Config config = load(folder, """
                databases:
                  shop:
                    environment: test
                    upstream: {host: db, user: gate}
                audit: {durability: machine}
                """);
        assertThat(config.audit().durability()).isEqualTo(Config.Durability.MACHINE);
    }

    @Test
    void little_has_to_be_said(@TempDir Path folder) {
        Config config = load(folder, """
                databases:
                  shop:
                    environment: test
                    upstream: {host: db, user: gate}
                """);
        assertThat(config.postgres())
                .isEqualTo(new Config.PostgresListener(
                        "127.0.0.1", 6432, new Config.ListenerTls(false, Optional.empty(), Optional.empty()), false));
        assertThat(config.limits()).isEqualTo(new Config.Limits(1_000, Duration.ofSeconds(30), 1 << 30, 10_000));
        assertThat(config.audit())
                .isEqualTo(new Config.Audit(
                        Config.Durability.GROUP,
                        16 << 20,
                        Duration.ofDays(30),
                        "sallyport/gate-1",
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        true,
                        Set.of(),
                        List.of()));
        assertThat(config.policies()).isEqualTo(folder.resolve("policies"));
        assertThat(config.logs()).isEqualTo(LineForm.TEXT);
        assertThat(config.observe()).isEmpty();
    }

    @Test
    void mistakes_about_a_collector_are_told_with_their_place() {
        assertThat(problems("""
                databases: {shop: {environment: test, upstream: {host: db, user: gate}}}
                observe:
                  listen: 127.0.0.1:9464
                  statements: {max: -1, keep: 3}
                  otlp:
                    endpoint: collector:4318
                    protocol: grpc
                    header-env: A
                    header-file: b
                    ca: none.crt
                    sample: 1.5
                    interval: 500ms
                    headers: {a: b}
                """))
                .containsExactly(
                        "c.yaml:4:21: 'max' must be a whole number in 0..1000000, not '-1'",
                        "c.yaml:4:25: unknown key 'keep'; known here: max",
                        "c.yaml:6:5: only one of header-env, header-file and header-command can be given",
                        "c.yaml:6:15: 'endpoint' must be a URL such as https://collector.internal:4318, without a user"
                                + " and a query",
                        "c.yaml:7:15: 'protocol' cannot be 'grpc'; it is one of http/protobuf",
                        "c.yaml:10:9: 'ca': there is no readable file /nowhere/none.crt",
                        "c.yaml:11:13: 'sample' must be a number in 0..1, not '1.5'",
                        "c.yaml:12:15: 'interval' must be 1s at least",
                        "c.yaml:13:5: unknown key 'headers'; known here: ca, endpoint, header-command, header-env,"
                                + " header-file, interval, protocol, sample");
    }

    @Test
    void identities_can_be_a_map_by_id(@TempDir Path folder) {
        Config config = load(folder, """
                databases: {shop: {environment: test, upstream: {host: db, user: gate}}}
                identities:
                  alice: {kind: human, certificate-subject: alice}
                """);
        assertThat(config.identities()).containsOnlyKeys("alice");
    }

    @Test
    void every_mistake_is_told_with_its_place() {
        assertThat(problems("""
                nod: x
                listen:
                  postgres: {port: 70000, tls: {require: yes}}
                databases:
                  shop:
                    engine: postgres
                    upstream:
                      host: db
                      password: secret
                      tls: verify_full
                      port: x
                identities:
                  alice: {kind: person, verifier: hunter2, acts-for: [bobb]}
                  bob: {kind: human, databases: [shpo]}
                audit: {segment: 16Mb}
                limits: {login-time: 30}
                observe: {listen: 9464, path: /metrics}
                logs: {format: xml}
                """))
                .containsExactly(
                        "c.yaml:1:1: unknown key 'nod' (did you mean 'node'?); known here: audit, data, databases,"
                                + " export, identities, limits, listen, logs, mask-keys, node, observe, policies",
                        "c.yaml:3:20: 'port' must be a whole number in 0..65535, not '70000'",
                        "c.yaml:3:42: 'require' must be true or false",
                        "c.yaml:6:5: key 'environment' is missing in 'shop'",
                        "c.yaml:6:13: 'engine' cannot be 'postgres' (did you mean 'postgresql'?); it is one of"
                                + " postgresql",
                        "c.yaml:8:7: key 'user' is missing in 'upstream'",
                        "c.yaml:9:17: a password does not stand in this file: give password-env, password-file or"
                                + " password-command",
                        "c.yaml:10:12: 'tls' cannot be 'verify_full' (did you mean 'verify-full'?); it is one of"
                                + " disable, require, verify-ca, verify-full",
                        "c.yaml:11:13: 'port' must be a whole number in 1..65535, not 'x'",
                        "c.yaml:13:17: 'kind' cannot be 'person'; it is one of agent, human, service",
                        "c.yaml:13:35: not a verifier: make one with 'sallyport password', it starts with"
                                + " SCRAM-SHA-256$",
                        "c.yaml:13:55: there is no identity 'bobb' (did you mean 'bob'?)",
                        "c.yaml:14:8: identity 'bob' cannot log in: give a verifier (sallyport password) or a"
                                + " certificate-subject",
                        "c.yaml:14:34: there is no database 'shpo' (did you mean 'shop'?)",
                        "c.yaml:15:18: 'segment' must be a size such as 16MiB, in 2097152..1073741824 bytes, not"
                                + " '16Mb'",
                        "c.yaml:16:22: 'login-time' must be a time such as 500ms, 30s, 10m, 2h or 1d, not '30'",
                        "c.yaml:17:19: 'listen' must be ADDRESS:PORT such as 127.0.0.1:9464 or [::1]:9464, not"
                                + " '9464'",
                        "c.yaml:17:25: unknown key 'path'; known here: listen, otlp, statements",
                        "c.yaml:18:16: 'format' cannot be 'xml'; it is one of json, text");
    }

    @Test
    void exports_are_read(@TempDir Path folder) throws Exception {
        files(folder);
        ConfigResult result = ConfigReader.read("c.yaml", folder, FULL);
        Map<String, Export> exports = ((ConfigResult.Loaded) result).config().exports();
        Secret file = new Secret.InFile(folder.resolve("secret"));
        assertThat(exports)
                .containsOnlyKeys("siem", "collector", "legacy", "disk", "otel")
                .containsEntry(
                        "siem",
                        new Export(
                                Format.OCSF,
                                new Export.Webhook(
                                        URI.create("https://siem.example.com/in"),
                                        new Export.Security(
                                                Optional.of(folder.resolve("ca.crt")),
                                                Optional.of(new Config.KeyPair(
                                                        folder.resolve("gate.crt"), folder.resolve("gate.key")))),
                                        Map.of(
                                                "Authorization", new Secret.Environment("SIEM_TOKEN"),
                                                "X-Tenant", file,
                                                "X-Other", new Secret.FromCommand(List.of("echo", "secret"))),
                                        Optional.of(file)),
                                new Selection(Set.of(Kind.STATEMENT, Kind.DENIAL), Set.of("mask", "deny")),
                                true))
                .containsEntry("collector", export(Format.CEF, new Export.Syslog("::1", 6514, Optional.of(PLATFORM))))
                .containsEntry("legacy", export(Format.CEF, new Export.Syslog("logs.internal", 514, Optional.empty())))
                .containsEntry("disk", export(Format.RAW, new Export.InFile(folder.resolve("events.jsonl"))))
                .containsEntry(
                        "otel",
                        export(
                                Format.OCSF,
                                new Export.Otlp(URI.create("https://otel.internal:4318/v1/logs"), PLATFORM, Map.of())));
        assertThat(((ConfigResult.Loaded) result).warnings())
                .map(Problem::message)
                .contains("records go to logs.internal without TLS: they can be read and changed on the way");
    }

    private static Export export(Format format, Export.Target target) {
        return new Export(format, target, Selection.ALL, false);
    }

    @Test
    void mistakes_in_exports_are_told_with_their_places(@TempDir Path folder) throws Exception {
        String text = """
                databases: {d: {environment: e, upstream: {host: localhost, user: u, tls: disable}}}
                export:
                  a: {format: ocfs, file: events.log}
                  b: {file: events.log, webhook: 'https://h/'}
                  c: {format: cef}
                  d: {syslog: 'udp://h:514'}
                  e: {syslog: 'tcp://logs.internal:514'}
                  f: {webhook: 'http://siem.example.com/'}
                  g: {webhook: 'https://ada:s3cret@h/'}
                  h: {webhook: 'https://h/', headers: {Authorization: s3cret, Host: {env: A}}}
                  i: {file: gone/events.log, sign-env: A}
                  j: {file: j.log, only: {kinds: [q.denied], decisions: []}}
                  k: {webhook: 'http://localhost:1/', ca: ca.crt}
                  l: {syslog: 'tls://h:6514/x', form: cef}
                  m: {syslog: 'tls://h:65536'}
                  n: {webhook: 'https://h:0/x'}
                """;
        files(folder);
        List<String> problems = switch (ConfigReader.read("c.yaml", folder, text)) {
            case ConfigResult.Loaded(var _, var _) -> List.of();
            case ConfigResult.Invalid(var found) ->
                found.stream().map(Problem::toString).toList();
        };
        assertThat(problems)
                .containsExactly(
                        "c.yaml:3:15: 'format' cannot be 'ocfs' (did you mean 'ocsf'?); it is one of cef, ocsf, raw",
                        "c.yaml:4:6: a destination has one of 'file', 'syslog', 'webhook' and 'otlp', not file and"
                                + " webhook",
                        "c.yaml:4:13: 'file': two destinations write into " + folder.resolve("events.log"),
                        "c.yaml:5:6: a destination has one of 'file', 'syslog', 'webhook' and 'otlp', not none",
                        "c.yaml:6:15: it must be tls://HOST:PORT, or tcp:// for the clear",
                        "c.yaml:7:15: records would go to logs.internal in the clear; if that is meant, say"
                                + " 'insecure: true'",
                        "c.yaml:8:16: records would go to siem.example.com in the clear; if that is meant, say"
                                + " 'insecure: true'",
                        "c.yaml:9:16: secrets do not stand in an address; 'headers' can hold them",
                        "c.yaml:10:55: the value of a header does not stand in this file: give {env: ...}, {file:"
                                + " ...} or {command: ...}",
                        "c.yaml:10:63: 'Host' is no header that can be given",
                        "c.yaml:11:13: 'file': there is no folder " + folder.resolve("gone"),
                        "c.yaml:11:40: 'sign-env' is of no use to a destination with 'file'",
                        "c.yaml:12:35: an element of kinds cannot be 'q.denied'; it is one"
                                + " of auth.fail, log.erase, log.gap, log.key, log.policy, log.recovered, log.start,"
                                + " log.stop, q.deny, q.intent, q.outcome, ses.close, ses.open",
                        "c.yaml:12:57: 'decisions' is empty: nothing would be exported",
                        "c.yaml:13:16: 'ca', 'certificate' and 'key' are of no use without TLS: https://",
                        "c.yaml:14:15: 'syslog' has a host and a port, and nothing behind them",
                        "c.yaml:14:33: unknown key 'form' (did you mean 'from'?); known here: ca, certificate,"
                                + " file, format, from, headers, insecure, key, only, otlp, sign-command, sign-env,"
                                + " sign-file, syslog, webhook",
                        "c.yaml:15:15: there is no port 65536",
                        "c.yaml:16:16: there is no port 0");
        assertThat(problems).noneMatch(problem -> problem.contains("s3cret"));
    }

    @Test
    void an_empty_file_and_two_documents_are_no_configuration() {
        assertThat(problems("")).containsExactly("c.yaml:1:1: a configuration is one document, not 0");
        assertThat(problems("a: 1\n---\nb: 1\n")).containsExactly("c.yaml:1:1: a configuration is one document, not 2");
        assertThat(problems("{}")).containsExactly("c.yaml:1:1: key 'databases' is missing");
    }

    @Test
    void mistakes_about_retention_are_told_with_their_place() {
        assertThat(problems("""
                databases: {shop: {environment: test, jurisdiction: eu, upstream: {host: db, user: gate}}}
                audit:
                  retention:
                    - {jurisdiction: eu, keep: 90d}
                    - {jurisdiction: eu, keep: 10d}
                    - {keep: 5h}
                    - {keep: 60d, days: 3}
                    - {jurisdiction: '', keep: 90d}
                    - {jurisdiction: us}
                    - ever
                """))
                .containsExactlyInAnyOrder(
                        "c.yaml:5:7: there is a rule for jurisdiction 'eu' already",
                        "c.yaml:6:14: 'keep' must be 1d at least",
                        "c.yaml:7:7: there is a rule without jurisdiction already",
                        "c.yaml:7:19: unknown key 'days'; known here: jurisdiction, keep",
                        "c.yaml:8:22: 'jurisdiction' must be a word; leave it out for the rule of all that have none",
                        "c.yaml:9:7: key 'keep' is missing in an element of retention",
                        "c.yaml:10:7: an element of retention must be a map of keys and values, not a single value");
    }

    @Test
    void a_jurisdiction_is_a_short_name() {
        assertThat(problems("""
                databases:
                  shop: {environment: test, jurisdiction: %s, upstream: {host: db, user: gate}}
                """.formatted("ü".repeat(33))))
                .containsExactly("c.yaml:2:43: a jurisdiction has 64 bytes at most, not 66");
    }

    @Test
    void rules_of_retention_that_do_little_are_warned_about(@TempDir Path folder) {
        ConfigResult result = ConfigReader.read("c.yaml", folder, """
                databases: {shop: {environment: test, jurisdiction: eu, upstream: {host: db, user: gate}}}
                audit:
                  retention:
                    - {jurisdiction: ue, keep: 90d}
                    - {keep: 7d}
                """);
        assertThat(((ConfigResult.Loaded) result).warnings())
                .extracting(Problem::toString)
                .containsExactly(
                        "c.yaml:4:22: no database is of jurisdiction 'ue' (did you mean 'eu'?)",
                        "c.yaml:5:14: the journal has in clear what is sealed, and is kept longer: see"
                                + " audit.journal-keep");
    }

    @Test
    void files_that_are_named_must_be_there() {
        assertThat(problems("""
                databases: {shop: {environment: test, upstream: {host: db, user: gate, ca: gone.pem, key: k}}}
                """))
                .containsExactly(
                        "c.yaml:1:49: 'certificate' and 'key' belong together, and one is missing",
                        "c.yaml:1:76: 'ca': there is no readable file /nowhere/gone.pem",
                        "c.yaml:1:91: 'key': there is no readable file /nowhere/k");
    }

    @Test
    void what_is_doubtful_is_warned_about(@TempDir Path folder) throws IOException {
        files(folder);
        Files.setPosixFilePermissions(
                folder.resolve("secret"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        ConfigResult result = ConfigReader.read("c.yaml", folder, """
                listen: {postgres: {address: 0.0.0.0, tls: {require: false}}}
                databases:
                  shop:
                    environment: test
                    upstream: {host: db, user: gate, tls: require, password-file: secret}
                """);
        assertThat(((ConfigResult.Loaded) result).warnings())
                .map(Problem::toString)
                .containsExactlyInAnyOrder(
                        "c.yaml:1:20: clients may connect to 0.0.0.0 without TLS: statements and rows can be read on"
                                + " the way",
                        "c.yaml:5:67: secret file " + folder.resolve("secret")
                                + " is open to every user of this machine: chmod 600 it",
                        "c.yaml:5:15: the database server's certificate is not checked: whoever answers at db gets"
                                + " the password and the statements");
    }

    @Test
    void secrets_do_not_print_and_say_where_they_are_missing(@TempDir Path folder) throws Exception {
        assertThat(new Secret.Environment("SALLYPORT_NOT_SET")).hasToString("***");
        assertThatThrownBy(() -> new Secret.Environment("SALLYPORT_NOT_SET").reveal())
                .hasMessage("environment variable SALLYPORT_NOT_SET is not set");
        Path file = Files.writeString(folder.resolve("empty"), "\n");
        assertThat(new Secret.InFile(file)).hasToString("***");
        assertThatThrownBy(() -> new Secret.InFile(file).reveal()).hasMessage("secret file " + file + " is empty");
        assertThat(new Secret.FromCommand(List.of("sh", "-c", "echo a; echo b")).reveal())
                .isEqualTo("a");
        assertThatThrownBy(() -> new Secret.FromCommand(List.of("false")).reveal())
                .hasMessage("secret command 'false' ended with code 1");
        assertThatThrownBy(() -> new Secret.FromCommand(List.of("/no/such")).reveal())
                .hasMessage("secret command '/no/such' cannot be run");
    }
}
