package dev.sallyport.statement.sql.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** Reads the lists that come with the program: a line an entry, comments after {@code #}. */
final class Manifest {

    private Manifest() {}

    /** Words between single blanks. */
    static List<List<String>> read(String name) {
        return read(name, " ");
    }

    /** @param separator what is between the fields, a regular expression */
    static List<List<String>> read(String name, String separator) {
        try (InputStream in = Objects.requireNonNull(Manifest.class.getResourceAsStream(name), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> List.of(line.split(separator, -1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
