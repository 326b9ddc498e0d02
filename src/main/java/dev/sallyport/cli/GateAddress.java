package dev.sallyport.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a client reaches a database through the gate. Holds no password: clients ask for it, or have it from their own stores.
 *
 * @param sslmode libpq's, such as {@code verify-full}
 * @param authorities PEM file that the gate's certificate is checked against; the client's own default without it
 */
record GateAddress(String host, int port, String database, String user, String sslmode, Optional<Path> authorities) {

    /** In which words. */
    enum Form {
        /** libpq's connection string of keywords and values. */
        DSN,
        /** libpq's connection URI, which most drivers take. */
        URL,
        JDBC,
        SQLALCHEMY,
        /** The fields of DBeaver's connection dialog. */
        DBEAVER,
        /** Lines for a shell: libpq's environment variables. */
        ENV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    String in(Form form) {
        return switch (form) {
            case DSN -> joined(keywords(), " ", GateAddress::quotedKeyword);
            case URL -> uri("postgresql", encoded(user) + "@", security());
            case SQLALCHEMY -> uri("postgresql+psycopg", encoded(user) + "@", security());
            case JDBC -> uri("jdbc:postgresql", "", jdbc());
            case DBEAVER -> dbeaver();
            case ENV ->
                environment().entrySet().stream()
                        .map(entry -> "export " + entry.getKey() + "=" + quotedWord(entry.getValue()))
                        .collect(Collectors.joining("\n"));
        };
    }

    /** libpq's environment variables (PostgreSQL documentation, section "Environment Variables" of libpq). */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        keywords().forEach((keyword, value) -> environment.put(variable(keyword), value));
        return environment;
    }

    private static String variable(String keyword) {
        return switch (keyword) {
            case "dbname" -> "PGDATABASE";
            default -> "PG" + keyword.toUpperCase(Locale.ROOT);
        };
    }

    private Map<String, String> keywords() {
        Map<String, String> keywords = new LinkedHashMap<>();
        keywords.put("host", host);
        keywords.put("port", Integer.toString(port));
        keywords.put("dbname", database);
        keywords.put("user", user);
        keywords.putAll(security());
        return keywords;
    }

    private Map<String, String> security() {
        Map<String, String> security = new LinkedHashMap<>();
        security.put("sslmode", sslmode);
        authorities.ifPresent(file -> security.put("sslrootcert", file.toString()));
        return security;
    }

    private Map<String, String> jdbc() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("user", user);
        settings.putAll(security());
        return settings;
    }

    private String uri(String scheme, String who, Map<String, String> settings) {
        String where = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return scheme + "://" + who + where + ":" + port + "/" + encoded(database) + "?"
                + joined(settings, "&", GateAddress::encoded);
    }

    private String dbeaver() {
        return """
                Driver            PostgreSQL
                Host              %s
                Port              %d
                Database          %s
                Username          %s
                SSL > Use SSL     %s
                SSL > SSL mode    %s
                SSL > Root cert   %s""".formatted(
                        host,
                        port,
                        database,
                        user,
                        sslmode.equals("disable") ? "no" : "yes",
                        sslmode,
                        authorities.map(Path::toString).orElse("(none)"));
    }

    private static String joined(Map<String, String> settings, String between, UnaryOperator<String> written) {
        return settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + written.apply(entry.getValue()))
                .collect(Collectors.joining(between));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quotedKeyword(String value) {
        boolean plain =
                !value.isEmpty() && value.chars().noneMatch(c -> Character.isWhitespace(c) || "'\\".indexOf(c) >= 0);
        return plain ? value : "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    private static String quotedWord(String value) {
        return "'" + value.replace("'", "'\\''") + "'";
    }
}
