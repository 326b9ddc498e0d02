package dev.sallyport.selftest;

import dev.sallyport.client.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Everything that came back for one message.
 *
 * @param columns the names of the columns of all results
 * @param rows the values as they came; empty for NULL
 * @param copied COPY data, all of it
 * @param diagnostics the fields of errors and notices, one text each
 * @param tags what commands were completed
 * @param notifications channel and payload
 * @param error the SQLSTATE of the first error
 */
record Answer(
        List<String> columns,
        List<List<Optional<byte[]>>> rows,
        String copied,
        List<String> diagnostics,
        List<String> tags,
        List<String> notifications,
        Optional<String> error) {

    private static final int PID_BYTES = 4;

    static Answer of(List<Frame> frames) {
        List<String> columns = new ArrayList<>();
        List<List<Optional<byte[]>>> rows = new ArrayList<>();
        StringBuilder copied = new StringBuilder();
        List<String> diagnostics = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        List<String> notifications = new ArrayList<>();
        Optional<String> error = Optional.empty();
        for (Frame frame : frames) {
            byte[] body = frame.body();
            switch (frame.type()) {
                case 'T' -> columns.addAll(names(body));
                case 'D' -> rows.add(values(body));
                case 'd' -> copied.append(new String(body, StandardCharsets.UTF_8));
                case 'C' -> tags.add(frame.text());
                case 'A' ->
                    notifications.add(new String(body, PID_BYTES, body.length - PID_BYTES, StandardCharsets.UTF_8));
                case 'N' -> diagnostics.add(frame.text());
                case 'E' -> {
                    diagnostics.add(frame.text());
                    error = error.or(() -> Optional.of(frame.field('C')));
                }
                default -> {
                    // parameters, completions and states, which hold no values
                }
            }
        }
        return new Answer(columns, rows, copied.toString(), diagnostics, tags, notifications, error);
    }

    private static List<String> names(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<String> names = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            int start = in.position();
            while (in.get() != 0) {
                // to the end of the name
            }
            names.add(new String(body, start, in.position() - start - 1, StandardCharsets.UTF_8));
            in.position(in.position() + 18);
        }
        return names;
    }

    private static List<Optional<byte[]>> values(byte[] body) {
        ByteBuffer in = ByteBuffer.wrap(body);
        List<Optional<byte[]>> values = new ArrayList<>();
        for (int left = in.getShort(); left > 0; left--) {
            int length = in.getInt();
            if (length < 0) {
                values.add(Optional.empty());
            } else {
                byte[] value = new byte[length];
                in.get(value);
                values.add(Optional.of(value));
            }
        }
        return values;
    }

    /** The rows as texts; what is no text in hex. */
    List<List<Optional<String>>> texts() {
        return rows.stream()
                .map(row -> row.stream().map(value -> value.map(Answer::text)).toList())
                .toList();
    }

    private static String text(byte[] value) {
        for (byte octet : value) {
            if (octet >= 0 && octet < 9) {
                return "\\x" + HexFormat.of().formatHex(value);
            }
        }
        return new String(value, StandardCharsets.UTF_8);
    }

    /** All of it, as one text. */
    String whole() {
        return columns + "\n"
                + texts().stream()
                        .map(row ->
                                row.stream().map(value -> value.orElse("NULL")).collect(Collectors.joining("|")))
                        .collect(Collectors.joining("\n"))
                + "\n" + copied + "\n" + String.join("\n", diagnostics) + "\n" + tags + notifications;
    }
}
