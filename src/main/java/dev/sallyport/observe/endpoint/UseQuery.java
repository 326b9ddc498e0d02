package dev.sallyport.observe.endpoint;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which statements somebody asks for, and in which order.
 *
 * @param limit how many at most
 */
record UseQuery(UseGroup group, UseOrder order, int limit) {

    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000_000;

    private static final List<String> KEYS = List.of("by", "sort", "limit");

    /** What is wrong with a query, for whoever sent it. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        Wrong(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** @param query the part of a URL after the question mark, as it was sent; empty when there is none */
    static UseQuery parse(String query) throws Wrong {
        Map<String, String> given = new HashMap<>();
        for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = part.indexOf('=');
            String key = decoded(equals < 0 ? part : part.substring(0, equals));
            if (!KEYS.contains(key)) {
                throw new Wrong("there is no parameter '" + shown(key) + "'; there are " + String.join(", ", KEYS));
            }
            if (given.put(key, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
                throw new Wrong("parameter '" + key + "' is given twice");
            }
        }
        UseGroup group = word(given, "by", UseGroup.values(), UseGroup::label, UseGroup.STATEMENT);
        UseOrder order = word(given, "sort", UseOrder.values(), UseOrder::label, UseOrder.TIME);
        return new UseQuery(group, order, limit(given.getOrDefault("limit", Integer.toString(DEFAULT_LIMIT))));
    }

    private static <T> T word(
            Map<String, String> given, String key, T[] all, java.util.function.Function<T, String> label, T otherwise)
            throws Wrong {
        String word = given.get(key);
        if (word == null) {
            return otherwise;
        }
        for (T one : all) {
            if (label.apply(one).equals(word)) {
                return one;
            }
        }
        List<String> labels = Arrays.stream(all).map(label).toList();
        throw new Wrong("'" + key + "' cannot be '" + shown(word) + "'; it is one of " + String.join(", ", labels));
    }

    private static int limit(String text) throws Wrong {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // As wrong as one out of range.
        }
        throw new Wrong("'limit' must be a whole number in 1.." + MAX_LIMIT + ", not '" + shown(text) + "'");
    }

    private static String decoded(String text) throws Wrong {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw new Wrong("'" + shown(text) + "' is not encoded as parameters are");
        }
    }

    /** So that an answer has nothing in it that a terminal would obey. */
    private static String shown(String text) {
        String start = text.length() > 40 ? text.substring(0, 40) + "..." : text;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
