package dev.sallyport.selftest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The files that come with the program: the entries, and the databases that they are run against. */
public final class Corpus {

    /** The entries' files, in the order in which they are run. */
    static final List<String> FILES = List.of(
            "expressions.sql",
            "oracles.sql",
            "messages.sql",
            "ways.sql",
            "rows.sql",
            "server.sql",
            "later.sql",
            "innocent.sql",
            "tools.sql");

    private Corpus() {}

    /** @throws CorpusProblem when a file is not in the form */
    public static List<Entry> entries() {
        return FILES.stream()
                .flatMap(file -> CorpusReader.read(file, resource(file)).stream())
                .toList();
    }

    /** The text of a file beside the entries: {@code fixture/schema.sql}. */
    public static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Corpus.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + name, unreadable);
        }
    }
}
