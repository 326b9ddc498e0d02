package dev.sallyport.wire.postgres;

import dev.sallyport.wire.ProtocolException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The start-up packet: what a client asks for before it has proven who it is (PostgreSQL documentation, "Start-up").
 *
 * @param version what the client asked for, as in the packet
 * @param parameters settings of the session, without the ones below and without Sallyport's own
 * @param options the settings in {@code options}, in order; a later one wins over an earlier
 * @param purpose what the client declares to act for ({@code sallyport.purpose})
 * @param unknownExtensions names of protocol options that are not supported
 */
record Startup(
        int version,
        String user,
        String database,
        Map<String, String> parameters,
        List<Setting> options,
        Optional<String> purpose,
        boolean replication,
        List<String> unknownExtensions) {

    private static final String PURPOSE = "sallyport.purpose";

    /** Settings that would change who the session is at the database or load code into it. */
    private static final Set<String> REFUSED = Set.of(
            "role",
            "session_authorization",
            "session_preload_libraries",
            "local_preload_libraries",
            "shared_preload_libraries",
            "dynamic_library_path",
            "jit_provider",
            "allow_system_table_mods",
            "ignore_system_indexes");

    record Setting(String name, String value) {}

    /** The packet asks for what nobody may ask for; the message is for the client. */
    static final class Refused extends RuntimeException {
        private final String code;

        Refused(String code, String message) {
            super(message);
            this.code = code;
        }

        String code() {
            return code;
        }
    }

    static Startup read(int version, Body body) {
        Map<String, String> parameters = new LinkedHashMap<>();
        List<String> extensions = new ArrayList<>();
        while (true) {
            String name = body.text().orElseThrow(() -> new ProtocolException("a start-up parameter is not UTF-8"));
            if (name.isEmpty()) {
                break;
            }
            String value = body.text().orElseThrow(() -> new ProtocolException("a start-up parameter is not UTF-8"));
            if (name.startsWith("_pq_.")) {
                extensions.add(name);
            } else {
                parameters.put(name, value);
            }
        }
        if (!body.finished()) {
            throw new ProtocolException("the start-up packet has bytes after its end");
        }
        String user = take(parameters, "user");
        if (user.isEmpty()) {
            throw new Refused("28000", "no PostgreSQL user name specified in startup packet");
        }
        String database = take(parameters, "database");
        List<Setting> options = new ArrayList<>(options(take(parameters, "options")));
        String replication = take(parameters, "replication");
        Optional<String> purpose = Optional.ofNullable(parameters.remove(PURPOSE));
        for (Setting option : options) {
            purpose = option.name().equals(PURPOSE) ? Optional.of(option.value()) : purpose;
        }
        options.removeIf(option -> option.name().equals(PURPOSE));
        parameters.keySet().forEach(Startup::check);
        options.forEach(option -> check(option.name()));
        return new Startup(
                version,
                user,
                database.isEmpty() ? user : database,
                parameters,
                options,
                purpose.filter(declared -> !declared.isEmpty()),
                !replication.isEmpty() && !isFalse(replication),
                extensions);
    }

    private static String take(Map<String, String> parameters, String name) {
        String value = parameters.remove(name);
        return value == null ? "" : value;
    }

    private static boolean isFalse(String value) {
        return Set.of("false", "off", "no", "0", "f", "n").contains(value.toLowerCase(Locale.ROOT));
    }

    private static void check(String setting) {
        if (REFUSED.contains(setting.toLowerCase(Locale.ROOT))) {
            throw new Refused("42501", "setting \"" + setting + "\" cannot be given at start-up through Sallyport");
        }
    }

    /**
     * The settings in {@code options}: words split at blanks, a backslash keeps the next character (as
     * {@code pg_split_opts} of the server does). Only {@code -c name=value} and {@code --name=value} are settings; all
     * other switches of the server are refused.
     */
    private static List<Setting> options(String text) {
        List<Setting> settings = new ArrayList<>();
        List<String> words = words(text);
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            String assignment;
            if (word.equals("-c") && at + 1 < words.size()) {
                assignment = words.get(++at);
            } else if (word.startsWith("-c")) {
                assignment = word.substring(2);
            } else if (word.startsWith("--")) {
                assignment = word.substring(2);
            } else {
                throw new Refused("42501", "start-up option \"" + word + "\" is not available through Sallyport");
            }
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                throw new Refused("42601", "start-up option \"" + assignment + "\" has no value");
            }
            String name = assignment.substring(0, equals).replace('-', '_').toLowerCase(Locale.ROOT);
            settings.add(new Setting(name, assignment.substring(equals + 1)));
        }
        return settings;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (" \t\n\r\f\u000b".indexOf(c) >= 0) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                inWord = true;
                if (c == '\\' && at + 1 < text.length()) {
                    c = text.charAt(++at);
                }
                word.append(c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    /** What goes to the database as {@code options}: the client's, then ours, which thereby win. */
    String forwardedOptions() {
        StringBuilder out = new StringBuilder();
        for (Setting option : options) {
            out.append("-c ")
                    .append(escape(option.name() + "=" + option.value()))
                    .append(' ');
        }
        return out.append("-c standard_conforming_strings=on").toString();
    }

    private static String escape(String word) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < word.length(); at++) {
            char c = word.charAt(at);
            if (c == '\\' || " \t\n\r\f\u000b".indexOf(c) >= 0) {
                out.append('\\');
            }
            out.append(c);
        }
        return out.toString();
    }
}
