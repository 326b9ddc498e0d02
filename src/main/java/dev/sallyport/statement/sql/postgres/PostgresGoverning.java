package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.GovernedWrite;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Span;
import dev.sallyport.statement.WriteSite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts governed subqueries in the place of relations, byte by byte: everything else stays as the user wrote it. */
public final class PostgresGoverning implements Governing {

    /** A replaced piece: where it stood and what stands there now, in characters. */
    private record Edit(int start, int end, int newStart, int newEnd) {}

    @Override
    public GovernedText govern(
            String text,
            List<Analysis> analyses,
            Map<RelationName, GovernedRelation> governed,
            Map<RelationName, GovernedWrite> narrowed) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Set<Replacement> replacements = new LinkedHashSet<>();
        for (Analysis analysis : analyses) {
            for (RelationUse use : analysis.relations()) {
                GovernedRelation relation = governed.get(use.name());
                if (relation != null) {
                    use.sites().forEach(site -> replacements.add(replacement(utf8, use, site, relation)));
                }
                GovernedWrite write = narrowed.get(use.name());
                if (write != null) {
                    use.writes().forEach(site -> replacements.addAll(narrowed(use, site, write)));
                }
            }
        }
        return splice(utf8, replacements.stream().sorted().toList());
    }

    /** A piece of the text and what stands in its place; an empty piece is where something is put in. */
    private record Replacement(int start, int end, String text) implements Comparable<Replacement> {
        @Override
        public int compareTo(Replacement other) {
            return Comparator.comparingInt(Replacement::start)
                    .thenComparingInt(Replacement::end)
                    .compare(this, other);
        }
    }

    private static Replacement replacement(byte[] utf8, RelationUse use, ReadSite site, GovernedRelation relation) {
        return switch (site) {
            case ReadSite.Fixed(String why) -> throw new IllegalArgumentException(use.name() + ": " + why);
            case ReadSite.Copied(var span, var columns) -> {
                String list = columns.map(named -> text(utf8, named)).orElseGet(() -> copied(relation));
                String subquery =
                        "(" + select(use.name(), relation, relation.query().isEmpty()) + ")";
                String text = "(SELECT " + list + " FROM " + subquery + " AS "
                        + RelationName.quote(use.name().name()) + ")";
                yield new Replacement(span.start(), span.end(), text);
            }
            case ReadSite.Replaceable(var span, var form, boolean only) -> {
                String own = RelationName.quote(use.name().name());
                String subquery = "(" + select(use.name(), relation, only) + ")";
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

    private static List<Replacement> narrowed(RelationUse use, WriteSite site, GovernedWrite write) {
        return switch (site) {
            case WriteSite.Fixed(String why) -> throw new IllegalArgumentException(use.name() + ": " + why);
            case WriteSite.Narrowable(String alias, var condition, int end) -> {
                String filter = filter(use.name(), alias, write);
                if (condition.isEmpty()) {
                    yield List.of(new Replacement(end, end, " WHERE " + filter));
                }
                int start = condition.get().start();
                int stop = condition.get().end();
                // CASE keeps the order of its parts, AND does not.
                yield write.barrier()
                        ? List.of(
                                new Replacement(start, start, "CASE WHEN " + filter + " THEN ("),
                                new Replacement(stop, stop, "\n) ELSE false END"))
                        : List.of(new Replacement(start, start, "("), new Replacement(stop, stop, "\n) AND " + filter));
            }
        };
    }

    /** The condition over the columns of one row, in a scope of its own where nothing else has names. */
    private static String filter(RelationName name, String alias, GovernedWrite write) {
        String columns = write.columns().stream()
                .sorted()
                .map(column -> RelationName.quote(alias) + "." + RelationName.quote(column) + " AS "
                        + RelationName.quote(column))
                .collect(Collectors.joining(", "));
        return "(SELECT (" + write.filter() + "\n) FROM (SELECT " + columns + ") AS " + RelationName.quote(name.name())
                + ")";
    }

    private static String text(byte[] utf8, Span span) {
        return new String(utf8, span.start(), span.end() - span.start(), StandardCharsets.UTF_8);
    }

    /** What COPY of a table gives: all columns but those that are computed. */
    private static String copied(GovernedRelation relation) {
        return relation.columns().stream()
                .filter(column -> !column.generated())
                .map(column -> RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
    }

    private static String select(RelationName name, GovernedRelation relation, boolean only) {
        String list = relation.columns().stream()
                .map(column -> column.expression() + " AS " + RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
        String source = relation.query()
                .map(query -> "(" + query + ") AS " + RelationName.quote(name.name()) + "(" + names(relation) + ")")
                .orElseGet(() -> (only ? "ONLY " : "") + name.sql());
        return "SELECT " + list + " FROM " + source
                + relation.filter().map(filter -> " WHERE (" + filter + "\n)").orElse("")
                + (relation.barrier() ? " OFFSET 0" : "");
    }

    private static String names(GovernedRelation relation) {
        return relation.columns().stream()
                .map(column -> RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
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
