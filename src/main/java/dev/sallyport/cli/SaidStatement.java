package dev.sallyport.cli;

import dev.sallyport.audit.search.Event;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a statement said, as a line for people: its text, and its parameters as PostgreSQL's own log has them. */
final class SaidStatement {

    private static final String CUT = " ...";

    private SaidStatement() {}

    /**
     * @param said the sealed part, opened
     * @param normalised the record's text, which is the statement's own when that has no literal
     */
    static String line(JsonNode said, String normalised) {
        String own = Event.text(said, "txt");
        StringBuilder line = new StringBuilder(own.isEmpty() ? normalised : own);
        List<String> values = new ArrayList<>();
        for (JsonNode value : said.path("par")) {
            values.add("$" + (values.size() + 1) + " = " + shown(value));
        }
        if (!values.isEmpty()) {
            line.append("  (").append(String.join(", ", values)).append(')');
        }
        return line.append(said.path("cut").asBoolean(false) ? CUT : "").toString();
    }

    private static String shown(JsonNode value) {
        if (value.isNull()) {
            return "NULL";
        }
        String text = value.isObject() ? "\\x" + Event.text(value, "hex") : value.asString("");
        return "'" + text.replace("'", "''") + "'";
    }
}
