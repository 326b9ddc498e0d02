package dev.sallyport.wire.postgres;

import dev.sallyport.statement.GovernedText;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The fields of an ErrorResponse or NoticeResponse (PostgreSQL documentation, "Error and Notice Message Fields"), and
 * what of them may reach a client that sees some data masked.
 */
record Diagnostics(List<Field> fields) {

    record Field(char type, String value) {}

    static Diagnostics read(Body body) {
        List<Field> fields = new ArrayList<>();
        while (!body.finished()) {
            byte type = body.octet();
            if (type == 0) {
                break;
            }
            fields.add(new Field((char) type, body.name()));
        }
        return new Diagnostics(fields);
    }

    Optional<String> field(char type) {
        for (Field field : fields) {
            if (field.type == type) {
                return Optional.of(field.value);
            }
        }
        return Optional.empty();
    }

    String code() {
        return field('C').orElse("XX000");
    }

    boolean fatal() {
        String severity = field('V').or(() -> field('S')).orElse("ERROR");
        return severity.equals("FATAL") || severity.equals("PANIC");
    }

    /** Positions told in the user's own text instead of the governed one. */
    Diagnostics inTextOf(Optional<GovernedText> governed) {
        if (governed.isEmpty()) {
            return this;
        }
        GovernedText.Positions positions = governed.get().positions();
        return map(field -> switch (field.type) {
            case 'P' -> Optional.of(new Field('P', original(field.value, positions)));
            default -> Optional.of(field);
        });
    }

    private static String original(String position, GovernedText.Positions positions) {
        try {
            return Integer.toString(positions.original(Integer.parseInt(position)));
        } catch (NumberFormatException notANumber) {
            return "1";
        }
    }

    /**
     * Without what could be data: no detail, context or internal query; quoted values are taken out of the message
     * unless its class only ever quotes what the client itself wrote. What user code says of itself is withheld whole:
     * it can put a value into any field and under any code.
     */
    Diagnostics scrubbed() {
        String code = code();
        boolean free = code.startsWith("P0") || code.startsWith("00") || code.startsWith("01") || fromUserCode();
        // Values become names in casts such as text::regclass; an error about the text has a place in it.
        boolean ofText =
                !code.startsWith("42") && !code.startsWith("3F") || field('P').isPresent();
        boolean names = !free && quotesOnlyNames(code) && ofText;
        return map(field -> switch (field.type) {
            case 'D', 'W', 'p', 'q' -> Optional.empty();
            case 'H' -> names ? Optional.of(field) : Optional.empty();
            case 's', 't', 'c', 'd', 'n' -> free ? Optional.empty() : Optional.of(field);
            case 'M' -> Optional.of(new Field('M', free ? WITHHELD : names ? field.value : withoutQuoted(field.value)));
            default -> Optional.of(field);
        });
    }

    private static final String WITHHELD = "message withheld: it may quote masked data";

    /** Whether a function was running: the context tells of it, and RAISE of PL/pgSQL by the place it is in. */
    private boolean fromUserCode() {
        boolean inFunction =
                field('W').filter(context -> !context.startsWith("COPY ")).isPresent();
        return inFunction || field('F').filter(file -> file.startsWith("pl")).isPresent();
    }

    /**
     * Classes whose messages name tables, columns, functions and settings but no values: invalid transaction state,
     * cursor and statement names, syntax and access rules, limits, operator intervention, connection.
     */
    private static boolean quotesOnlyNames(String code) {
        return switch (code.length() >= 2 ? code.substring(0, 2) : "") {
            case "08", "0A", "25", "26", "28", "34", "3D", "3F", "40", "42", "53", "54", "55", "57", "58" -> true;
            default -> false;
        };
    }

    /**
     * Takes out everything from the first quote to the last: nested quotes in a value cannot end it early. Messages in
     * another language than English can have other quotes: a database that speaks one says nothing.
     */
    private static String withoutQuoted(String message) {
        int first = message.indexOf('"');
        int last = message.lastIndexOf('"');
        String around = first < 0
                ? message
                : message.substring(0, first) + "\"...\"" + (last > first ? message.substring(last + 1) : "");
        return around.chars().allMatch(c -> c < 0x80) ? around : WITHHELD;
    }

    private Diagnostics map(java.util.function.Function<Field, Optional<Field>> change) {
        List<Field> changed = new ArrayList<>();
        for (Field field : fields) {
            change.apply(field).ifPresent(changed::add);
        }
        return new Diagnostics(changed);
    }

    ByteBuf message(char type, Messages messages) {
        return messages.message(type, out -> {
            for (Field field : fields) {
                out.writeByte(field.type);
                out.writeCharSequence(field.value, java.nio.charset.StandardCharsets.ISO_8859_1);
                out.writeByte(0);
            }
            out.writeByte(0);
        });
    }
}
