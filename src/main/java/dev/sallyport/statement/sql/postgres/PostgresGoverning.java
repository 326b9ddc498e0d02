package dev.sallyport.statement.sql.postgres;

import dev.sallyport.catalog.RelationName;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.GovernedRelation;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.GovernedWrite;
import dev.sallyport.statement.Governing;
import dev.sallyport.statement.ReadSite;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Puts governed subqueries in the place of relations, byte by byte: everything else stays as the user wrote it. */
public final class PostgresGoverning implements Governing {

    /** A replaced piece: where it stood and what stands there now, in characters. */
    private record Edit(int start, int end, int newStart, int newEnd) {}

    private final PartlyShown partlyShown = new PartlyShown();

    @Override
    public Optional<GovernedRelation> partly(RelationName name, int serverVersion, boolean allRows) {
        return partlyShown.of(name, serverVersion, allRows);
    }

    @Override
    public GovernedText govern(
            String text,
            List<Analysis> analyses,
            Map<RelationName, GovernedRelation> governed,
            Map<RelationName, GovernedWrite> written,
            List<Optional<Bracket>> brackets) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Set<Replacement> replacements = new LinkedHashSet<>();
        for (int at = 0; at < brackets.size(); at++) {
            int start = analyses.get(at).span().start();
            brackets.get(at).ifPresent(one -> replacements.add(Replacement.bracket(start, one.before() + "; ")));
        }
        for (Analysis analysis : analyses) {
            for (RelationUse use : analysis.relations()) {
                GovernedRelation relation = governed.get(use.name());
                if (relation != null) {
                    use.sites().forEach(site -> replacements.addAll(replacements(utf8, use, site, relation)));
                }
                GovernedWrite write = written.get(use.name());
                if (write != null) {
                    replacements.addAll(new WrittenRows(use, write).replacements());
                }
            }
        }
        for (int at = 0; at < brackets.size(); at++) {
            int end = analyses.get(at).span().end();
            brackets.get(at).ifPresent(one -> replacements.add(Replacement.bracket(end, "; " + one.after())));
        }
        List<Replacement> sorted = replacements.stream().sorted().toList();
        List<String> statements = analyses.stream()
                .map(analysis -> within(utf8, analysis.span(), sorted))
                .toList();
        return splice(utf8, sorted, statements);
    }

    private static List<Replacement> replacements(
            byte[] utf8, RelationUse use, ReadSite site, GovernedRelation relation) {
        return switch (site) {
            case ReadSite.Fixed(String why) -> throw new IllegalArgumentException(use.name() + ": " + why);
            case ReadSite.Defined() -> List.of();
            case ReadSite.Copied(var span, var columns) -> {
                String list = columns.map(named -> text(utf8, named)).orElseGet(() -> copied(relation));
                String subquery =
                        "(" + select(use.name(), relation, relation.query().isEmpty(), "") + ")";
                String text = "(SELECT " + list + " FROM " + subquery + " AS "
                        + RelationName.quote(use.name().name()) + ")";
                yield List.of(new Replacement(span, text));
            }
            case ReadSite.Replaceable reference -> List.of(replacement(use, reference, relation, ""));
            case ReadSite.Sampled(ReadSite.Replaceable reference, Span clause) ->
                List.of(replacement(use, reference, relation, " " + text(utf8, clause)), new Replacement(clause, ""));
            case ReadSite.Grouped(int at, String alias, var columns) ->
                List.of(new Replacement(
                        new Span(at, at),
                        columns.stream()
                                .sorted()
                                .map(column -> ", " + RelationName.quote(alias) + "." + RelationName.quote(column))
                                .collect(Collectors.joining())));
        };
    }

    private static Replacement replacement(
            RelationUse use, ReadSite.Replaceable reference, GovernedRelation relation, String sample) {
        String own = RelationName.quote(use.name().name());
        String subquery = "(" + select(use.name(), relation, reference.only(), sample) + ")";
        String text = switch (reference.form()) {
            case ALIASED -> subquery;
            case BARE -> subquery + " AS " + own;
            case TABLE_COMMAND -> "SELECT * FROM " + subquery + " AS " + own;
            case QUALIFIER -> own;
        };
        return new Replacement(reference.span(), text);
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

    private static String select(RelationName name, GovernedRelation relation, boolean only, String sample) {
        String list = relation.columns().stream()
                .map(column -> column.expression() + " AS " + RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
        String source = relation.query()
                .map(query -> "(" + query + ") AS " + RelationName.quote(name.name()) + "(" + names(relation) + ")")
                .orElseGet(() -> (only ? "ONLY " : "") + name.sql() + " AS " + GovernedText.ALIAS);
        return "SELECT " + list + " FROM " + source + sample
                + relation.filter().map(filter -> " WHERE (" + filter + "\n)").orElse("")
                + (relation.barrier() ? " OFFSET 0" : "");
    }

    private static String names(GovernedRelation relation) {
        return relation.columns().stream()
                .map(column -> RelationName.quote(column.name()))
                .collect(Collectors.joining(", "));
    }

    /** One statement of the text, without the brackets around it. */
    private static String within(byte[] utf8, Span span, List<Replacement> replacements) {
        StringBuilder out = new StringBuilder();
        int at = span.start();
        for (Replacement replacement : replacements) {
            Span place = replacement.span();
            if (place.start() >= span.start() && place.end() <= span.end() && !replacement.bracket()) {
                out.append(text(utf8, new Span(at, place.start()))).append(replacement.text());
                at = place.end();
            }
        }
        return out.append(text(utf8, new Span(at, span.end()))).toString();
    }

    private static GovernedText splice(byte[] utf8, List<Replacement> replacements, List<String> statements) {
        StringBuilder out = new StringBuilder();
        List<Edit> edits = new ArrayList<>();
        int at = 0;
        int originalChars = 0;
        for (Replacement replacement : replacements) {
            int start = replacement.span().start();
            int end = replacement.span().end();
            String kept = new String(utf8, at, start - at, StandardCharsets.UTF_8);
            out.append(kept);
            originalChars += points(kept);
            int length = points(new String(utf8, start, end - start, StandardCharsets.UTF_8));
            int newStart = points(out);
            out.append(replacement.text());
            edits.add(new Edit(originalChars, originalChars + length, newStart, points(out)));
            originalChars += length;
            at = end;
        }
        out.append(new String(utf8, at, utf8.length - at, StandardCharsets.UTF_8));
        return new GovernedText(out.toString(), statements, position -> original(edits, position));
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
