package dev.sallyport.serve;

import dev.sallyport.wire.postgres.RawSession.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that came back for one step.
 *
 * @param columns name, type, size and modifier of the columns of all results
 * @param rows the values as they came, null for NULL
 * @param diagnostics the fields of errors and notices, one text each
 */
record CorpusAnswer(
        List<String> columns,
        List<List<byte[]>> rows,
        String copied,
        List<String> diagnostics,
        List<String> tags,
        List<String> notifications,
        Optional<String> error) {

    static CorpusAnswer of(List<Frame> frames) {
        CorpusAnswer answer = new CorpusAnswer(
                new ArrayList<>(),
                new ArrayList<>(),
                "",
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                Optional.empty());
        StringBuilder copied = new StringBuilder();
        Optional<String> error = Optional.empty();
        for (Frame frame : frames) {
            switch (frame.type()) {
                case 'T' -> answer.columns.addAll(columns(frame.body()));
                case 'D' -> answer.rows.add(values(frame.body()));
                case 'd' -> copied.append(new String(frame.body(), StandardCharsets.UTF_8));
                case 'C' -> answer.tags.add(frame.text());
                case 'A' ->
                    answer.notifications.add(
                            new String(frame.body(), 4, frame.body().length - 4, StandardCharsets.UTF_8));
                case 'N' -> answer.diagnostics.add(frame.text());
                case 'E' -> {
                    answer.diagnostics.add(frame.text());
                    error = error.or(() -> Optional.of(frame.field('C')));
                }
                default -> {}
            }
        }
        return new CorpusAnswer(
                answer.columns,
                answer.rows,
                copied.toString(),
                answer.diagnostics,
                answer.tags,
                answer.notifications,
                error);
    }

    private static List<String> columns(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<String> columns = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            int start = in.position();
            while (in.get() != 0) {
                // to the end of the name
            }
            String name = new String(body, start, in.position() - start - 1, StandardCharsets.UTF_8);
            in.position(in.position() + 6);
            columns.add(name + " type " + in.getInt() + " size " + in.getShort() + " modifier " + in.getInt());
            in.getShort();
        }
        return columns;
    }

    private static List<byte[]> values(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<byte[]> values = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            int length = in.getInt();
            if (length < 0) {
                values.add(null);
            } else {
                byte[] value = new byte[length];
                in.get(value);
                values.add(value);
            }
        }
        return values;
    }

    /** The rows for comparison and for people: text as it is, what is no text in hex. */
    List<String> shownRows(boolean ordered) {
        List<String> shown = rows.stream()
                .map(row -> row.stream().map(CorpusAnswer::shown).collect(Collectors.joining("|")))
                .collect(Collectors.toCollection(ArrayList::new));
        if (!ordered) {
            shown.sort(null);
        }
        return shown;
    }

    private static String shown(byte[] value) {
        if (value == null) {
            return "NULL";
        }
        for (byte octet : value) {
            if (octet >= 0 && octet < 9) {
                return "\\x" + HexFormat.of().formatHex(value);
            }
        }
        return new String(value, StandardCharsets.UTF_8);
    }

    /** All of it that a twin without the hidden data must show as well. */
    String whole() {
        return columns + "\n" + String.join("\n", shownRows(true)) + "\n" + copied + "\n"
                + String.join("\n", diagnostics) + "\n" + tags + notifications;
    }

    /** What an honest client looks at. */
    String result(boolean ordered) {
        List<String> lines = new ArrayList<>(Arrays.asList(copied.split("\n", -1)));
        if (!ordered) {
            lines.sort(null);
        }
        return columns + "\n" + String.join("\n", shownRows(ordered)) + "\n" + String.join("\n", lines) + "\n"
                + (error.isPresent() ? "error " + error.get() : tags.toString());
    }
}
