package dev.sallyport.cli;

import dev.sallyport.identity.ScramVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes a configuration and policies to start from. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = {
            "Write a commented configuration and a set of policies to start from.",
            "The policies can be used as they are: everybody gets what their groups say, agents only read, nobody drops"
                    + " tables or updates without WHERE, and tagged personal data is masked. Nothing is overwritten."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport init --database-url postgresql://sallyport@db.internal:5432/shop",
            "  sallyport init --database-url postgresql://postgres@localhost/shop?sslmode=disable --dir gate"
        })
final class InitCommand implements Callable<Integer> {

    /** The policy files that are shipped. */
    static final List<String> PACKS = List.of(
            "administrators.yaml",
            "everyday-work.yaml",
            "read-only-agents.yaml",
            "no-destructive-ddl.yaml",
            "where-required.yaml",
            "mask-personal-data.yaml",
            "everyday.test.yaml");

    private static final int PASSWORD_BYTES = 18;
    private static final int POSTGRES_PORT = 5432;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");
    private static final Map<String, String> TLS =
            Map.of("verify-full", "verify-full", "verify-ca", "verify-ca", "require", "require", "disable", "disable");

    private final Surroundings surroundings;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            required = true,
            description = "The database to protect: postgresql://USER@HOST[:PORT]/DATABASE[?sslmode=MODE], without the"
                    + " password.")
    private String url = "";

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            defaultValue = ".",
            description = "Where to write; made if missing (default: here).")
    private Path folder = Path.of(".");

    @Option(
            names = "--admin",
            paramLabel = "ID",
            defaultValue = "admin",
            description = "The first identity, with a generated password (default: ${DEFAULT-VALUE}).")
    private String admin = "admin";

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    InitCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** @param tls the mode that the URL asks for */
    private record Target(String user, String host, int port, String database, String tls) {}

    @Override
    public Integer call() throws IOException {
        Target target = target();
        if (!NAME.matcher(admin).matches()) {
            throw CommandFailure.usage("'" + admin + "' is no id", "Use letters, digits, '_', '-' and '.'.");
        }
        byte[] secret = new byte[PASSWORD_BYTES];
        surroundings.random().nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        String verifier =
                ScramVerifier.of(password.toCharArray(), surroundings.random()).format();
        String variable = target.database().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_") + "_PASSWORD";
        Map<String, String> words = Map.of(
                "database", target.database(),
                "upstream", target.database(),
                "host", target.host(),
                "port", Integer.toString(target.port()),
                "user", target.user(),
                "tls", target.tls(),
                "variable", variable,
                "admin", admin,
                "verifier", verifier);
        write(files(words));
        tell(target, variable, password);
        return Sallyport.OK;
    }

    private Target target() {
        String form = "Write it as postgresql://USER@HOST:PORT/DATABASE";
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException wrong) {
            // The reason names a position only; the URL itself may hold a password.
            throw CommandFailure.usage("not a URL: " + wrong.getReason(), form);
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
        if (!scheme.equals("postgresql") && !scheme.equals("postgres")) {
            throw CommandFailure.usage("the URL must start with postgresql://", form);
        }
        String user = Optional.ofNullable(uri.getUserInfo()).orElse("");
        String host = Optional.ofNullable(uri.getHost()).orElse("");
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        String database = path.startsWith("/") ? path.substring(1) : path;
        if (user.contains(":")) {
            throw CommandFailure.usage(
                    "the URL has a password in it",
                    "Leave it out: it would stay in the shell's history. The gate reads it from the environment.");
        }
        if (!NAME.matcher(user).matches()
                || host.isEmpty()
                || !NAME.matcher(database).matches()) {
            throw CommandFailure.usage("the URL must name user, host and database", form);
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Target(user, bare, uri.getPort() < 0 ? POSTGRES_PORT : uri.getPort(), database, tls(uri.getQuery()));
    }

    private static String tls(@org.jspecify.annotations.Nullable String query) {
        if (query == null) {
            return "verify-full";
        }
        String mode = query.startsWith("sslmode=") ? query.substring("sslmode=".length()) : "";
        return Optional.ofNullable(TLS.get(mode))
                .orElseThrow(() -> CommandFailure.usage(
                        "'" + query + "' is not understood",
                        "After ? there can be sslmode=verify-full, verify-ca, require or disable."));
    }

    private Map<Path, String> files(Map<String, String> words) throws IOException {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve("sallyport.yaml"), filled(resource("/starter/sallyport.yaml"), words));
        Path policies = folder.resolve("policies");
        for (String pack : PACKS) {
            files.put(policies.resolve(pack), resource("/policies/" + pack));
        }
        files.put(policies.resolve("classification.yaml"), filled(resource("/starter/classification.yaml"), words));
        return files;
    }

    private static String filled(String text, Map<String, String> words) {
        String filled = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace("{{" + word.getKey() + "}}", word.getValue());
        }
        return filled;
    }

    static String resource(String name) throws IOException {
        try (InputStream stream = InitCommand.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("resource " + name + " is missing from the program");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void write(Map<Path, String> files) throws IOException {
        List<Path> there = files.keySet().stream().filter(Files::exists).toList();
        if (!there.isEmpty()) {
            throw CommandFailure.usage(
                    "already there: "
                            + String.join(
                                    ", ", there.stream().map(Path::toString).toList()),
                    "Nothing was written. Give another folder with --dir, or move these away.");
        }
        Files.createDirectories(folder.resolve("policies"));
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Files.writeString(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
        }
    }

    private void tell(Target target, String variable, String password) {
        Path config = folder.resolve("sallyport.yaml").normalize();
        PrintWriter out = spec.commandLine().getOut();
        out.println("Wrote " + config + " and " + PACKS.size() + " policy files.");
        out.println();
        out.println("Identity " + admin + " has the password " + password);
        out.println("It is shown only now; the configuration keeps no more than its verifier.");
        out.println();
        out.println("Next:");
        out.println("  export " + variable + "='the password of " + target.user() + "'");
        out.println("  sallyport check --config " + config + " --connect");
        out.println("  sallyport serve --config " + config);
        out.println("  sallyport connect " + target.database() + " --config " + config + " --user " + admin);
    }
}
