package dev.sallyport.cli;

import dev.sallyport.config.Config;
import dev.sallyport.http.ListenAddress;
import dev.sallyport.serve.ObserveToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Shows which statements are used how much. */
@Command(
        name = "statements",
        mixinStandardHelpOptions = true,
        description = {
            "Show which statements a running gate has most to do with, by whom and for what purpose.",
            "It asks the gate at 'observe.listen', and shows it what is in the file observe.token of its data folder."
                    + " What the columns mean: docs/observability.md."
        },
        descriptionHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  sallyport statements",
            "  sallyport statements --by identity --sort denials",
            "  sallyport statements --sort p99 --limit 5 --json"
        })
final class StatementsCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_ANSWER_BYTES = 256 << 20;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0", "[::]");

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the gate tells of itself, as http://10.0.0.5:9464 (default: from the configuration).")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A copy of the gate's observe.token (default: the one in the configuration's data folder).")
    private Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "statement",
            description = "Add up by fingerprint, identity or purpose (default: each statement by whom and for what).")
    private String by = "statement";

    @Option(
            names = "--sort",
            paramLabel = "WHAT",
            defaultValue = "time",
            description = "The most first: time, mean, p95, p99, calls, rows, bytes, masked, filtered, denials or"
                    + " errors (default: ${DEFAULT-VALUE}).")
    private String sort = "time";

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(names = "--json", description = "As the gate answers, with whole texts and all buckets of times.")
    private boolean json;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String answer = answer();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.print(answer);
        } else {
            try {
                StatementTable.lines(JsonMapper.shared().readTree(answer)).forEach(out::println);
            } catch (JacksonException strange) {
                throw CommandFailure.usage("what answers is no gate", "Look at 'observe.listen', or give --url.");
            }
        }
        out.flush();
        return Sallyport.OK;
    }

    private String answer() throws IOException, InterruptedException {
        URI asked = asked();
        HttpRequest request = HttpRequest.newBuilder(asked)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token())
                .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                String text = new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
                return switch (response.statusCode()) {
                    case 200 -> text;
                    case BAD_REQUEST ->
                        throw CommandFailure.usage(
                                StatementTable.printable(text.strip()), "See: sallyport statements --help");
                    case UNAUTHORIZED ->
                        throw CommandFailure.usage(
                                "the gate has another token", "Give --token-file with a copy of its observe.token.");
                    default ->
                        throw CommandFailure.usage(
                                "the gate answers with " + response.statusCode() + ": "
                                        + StatementTable.printable(text.strip()),
                                "Try again, or look at 'observe.listen'.");
                };
            }
        } catch (IOException away) {
            throw CommandFailure.usage(
                    "nobody answers at " + asked.getAuthority(), "Is the gate running? Give --url if it is elsewhere.");
        }
    }

    private URI asked() throws IOException {
        String query = "/statements?by=%s&sort=%s&limit=%d".formatted(encoded(by), encoded(sort), limit);
        String where = url.isPresent() ? url.get().replaceFirst("/+$", "") : configured();
        try {
            URI asked = URI.create(where + query);
            if (asked.getHost() != null && Set.of("http", "https").contains(asked.getScheme())) {
                return asked;
            }
        } catch (IllegalArgumentException wrong) {
            // As wrong as one without a host.
        }
        throw CommandFailure.usage("'" + where + "' is no address", "Give --url as http://10.0.0.5:9464");
    }

    private String configured() throws IOException {
        Config.Observe observe = config.load()
                .observe()
                .orElseThrow(() -> CommandFailure.usage(
                        "the configuration has no 'observe'",
                        "Add it, and the gate tells of itself: observe: {listen: 127.0.0.1:9464}"));
        ListenAddress listen = observe.listen();
        if (listen.port() == 0) {
            throw CommandFailure.usage(
                    "the configuration lets the gate take any free port for 'observe'",
                    "Give --url with the one that it printed when it started.");
        }
        return "http://" + (EVERYWHERE.contains(listen.host()) ? "localhost:" + listen.port() : listen.toString());
    }

    private String token() throws IOException {
        Path file = tokenFile.isPresent() ? tokenFile.get() : ObserveToken.file(config.load());
        try {
            return ObserveToken.read(file);
        } catch (NoSuchFileException missing) {
            throw CommandFailure.usage(
                    "there is no " + file,
                    "The gate makes it when it starts with 'observe' in its configuration; else give --token-file.");
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
