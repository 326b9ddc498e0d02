package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Puts governed subqueries in the place of relations, byte by byte: everything else stays as the user wrote it. */
public final class PostgresGoverning implements Governing {

    /** A replaced piece: where it stood and what stands there now, in characters. */
    private record Edit(int start, int end, int newStart, int newEnd) {}

    @Override
    public GovernedText govern(
            String text, List<Analysis> analyses, Map<RelationName, List<ColumnExpression>> governed) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        TreeMap<Integer, Replacement> replacements = new TreeMap<>();
        for (Analysis analysis : analyses) {
            for (RelationUse use : analysis.relations()) {
                List<ColumnExpression> columns = governed.get(use.name());
                if (columns != null) {
                    for (ReadSite site : use.sites()) {
                        Replacement replacement = replacement(utf8, use, site, columns);
                        replacements.put(replacement.start, replacement);
                    }
                }
            }
        }
        return splice(utf8, List.copyOf(replacements.values()));
    }

    private record Replacement(int start, int end, String text) {}

    private static Replacement replacement(
            byte[] utf8, RelationUse use, ReadSite site, List<ColumnExpression> columns) {
        return switch (site) {
            case ReadSite.Fixed(String why) -> throw new IllegalArgumentException(use.name() + ": " + why);
            case ReadSite.Replaceable(var span, var form) -> {
                String written = new String(utf8, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
                String own = RelationName.quote(use.name().name());
                String subquery = "(" + select(use.name(), columns, only(written)) + ")";
                String text = switch (form) {
                    case ALIASED -> subquery;
                    case BARE -> subquery + " AS " + own;
                    case TABLE_COMMAND -> "SELECT * FROM " + subquery + " AS " + own;
                    case QUALIFIER -> own;
                };
                yield new Replacement(span.start(), span.end(), text);
            }
        };
    }

    private static boolean only(String written) {
        return Arrays.asList(written.toUpperCase(Locale.ROOT).split("[\\s(]+", 3)).stream()
                .limit(2)
                .anyMatch("ONLY"::equals);
    }

    private static String select(RelationName name, List<ColumnExpression> columns, boolean only) {
        String list = columns.stream()
                .map(column -> column.expression() + " AS " + RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
        return "SELECT " + list + " FROM " + (only ? "ONLY " : "") + name.sql();
    }

    private static GovernedText splice(byte[] utf8, List<Replacement> replacements) {
        StringBuilder out = new StringBuilder();
        List<Edit> edits = new ArrayList<>();
        int at = 0;
        int originalChars = 0;
        for (Replacement replacement : replacements) {
            String kept = new String(utf8, at, replacement.start - at, StandardCharsets.UTF_8);
            out.append(kept);
            originalChars += points(kept);
            int length = points(
                    new String(utf8, replacement.start, replacement.end - replacement.start, StandardCharsets.UTF_8));
            int newStart = points(out);
            out.append(replacement.text);
            edits.add(new Edit(originalChars, originalChars + length, newStart, points(out)));
            originalChars += length;
            at = replacement.end;
        }
        out.append(new String(utf8, at, utf8.length - at, StandardCharsets.UTF_8));
        return new GovernedText(out.toString(), position -> original(edits, position));
    }

    private static int points(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }

    private static int original(List<Edit> edits, int position) {
        int index = position - 1;
        int shift = 0;
        for (Edit edit : edits) {
            if (index < edit.newStart) {
                break;
            }
            if (index < edit.newEnd) {
                return edit.start + 1;
            }
            shift = edit.end - edit.newEnd;
        }
        return index + shift + 1;
    }
}
