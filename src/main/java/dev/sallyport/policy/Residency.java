package dev.sallyport.policy;

import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.policy.Jurisdictions.Jurisdiction;
import dev.sallyport.policy.Rights.RowFilter;
import dev.sallyport.statement.Analysis;
import dev.sallyport.statement.FunctionUse;
import dev.sallyport.statement.RelationUse;
import dev.sallyport.statement.RowPredicate;
import dev.sallyport.statement.RowPredicate.Part;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which data a session may process where it is: that of jurisdictions of the place, and that which a transfer allows
 * there. Where it is not known where the session is, it is nowhere.
 */
public final class Residency {

    static final RuleId RULE = new RuleId(RuleId.BUILT_IN, "jurisdictions");

    /** Nobody watches jurisdictions. */
    public static final Residency UNWATCHED =
            new Residency(false, new TreeSet<>(), new TreeMap<>(), "", Map.of(), Catalog.empty(""));

    private final boolean watched;
    private final Set<String> locations;
    private final NavigableMap<String, List<Transfer>> allowed;
    private final String database;
    private final Map<RelationName, List<Belonging>> belongings;
    private final Catalog catalog;

    private Residency(
            boolean watched,
            Set<String> locations,
            NavigableMap<String, List<Transfer>> allowed,
            String database,
            Map<RelationName, List<Belonging>> belongings,
            Catalog catalog) {
        this.watched = watched;
        this.locations = locations;
        this.allowed = allowed;
        this.database = database;
        this.belongings = belongings;
        this.catalog = catalog;
    }

    /** @param database the jurisdiction of all data that is not said to be of another; may be empty */
    static Residency of(
            Jurisdictions known, List<LinkRules> links, String database, List<Policy.Placed> placed, Catalog catalog) {
        if (known.byName().isEmpty()) {
            return UNWATCHED;
        }
        Set<String> locations = new TreeSet<>();
        links.forEach(link -> link.location().ifPresent(locations::add));
        NavigableMap<String, List<Transfer>> allowed = new TreeMap<>();
        for (Jurisdiction jurisdiction : known.byName().values()) {
            way(known, jurisdiction, links).ifPresent(transfers -> allowed.put(jurisdiction.name(), transfers));
        }
        Map<RelationName, List<Belonging>> belongings = new LinkedHashMap<>();
        for (Policy.Placed one : placed) {
            ColumnSet.relations(one.pattern(), catalog).stream()
                    .flatMap(name -> ColumnSet.family(name, catalog).stream())
                    .distinct()
                    .forEach(name -> belongings
                            .computeIfAbsent(name, _ -> new ArrayList<>())
                            .add(one.belonging()));
        }
        return new Residency(true, locations, allowed, database, belongings, catalog);
    }

    /** The transfers by which all links may process a jurisdiction's data; empty when one may not. */
    private static Optional<List<Transfer>> way(Jurisdictions known, Jurisdiction jurisdiction, List<LinkRules> links) {
        Set<Transfer> transfers = new LinkedHashSet<>();
        for (LinkRules link : links) {
            Set<String> here = link.location().map(known::at).orElse(Set.of());
            if (!here.contains(jurisdiction.name())) {
                List<Transfer> usable = transfers(jurisdiction, here, link);
                if (usable.isEmpty()) {
                    return Optional.empty();
                }
                transfers.addAll(usable);
            }
        }
        return Optional.of(List.copyOf(transfers));
    }

    private static List<Transfer> transfers(Jurisdiction jurisdiction, Set<String> here, LinkRules link) {
        Stream<Transfer> byRule = link.transferrings().stream()
                .filter(rule -> rule.soFar() == Truth.TRUE)
                .map(ActiveRule::rule)
                .flatMap(rule -> rule.basis().map(basis -> new Transfer(rule.from(), rule.to(), basis)).stream());
        return Stream.concat(jurisdiction.transfers().stream(), byRule)
                .filter(transfer -> transfer.from().equals(jurisdiction.name()) && here.contains(transfer.to()))
                .filter(transfer -> link.transferrings().stream()
                        .map(ActiveRule::rule)
                        .noneMatch(rule -> rule.basis().isEmpty()
                                && rule.from().equals(transfer.from())
                                && rule.to().equals(transfer.to())))
                .toList();
    }

    /** Whether anything is said about jurisdictions at all. */
    public boolean watched() {
        return watched;
    }

    /** Where the session is, in the eyes of every link of its delegation. */
    public Set<String> locations() {
        return Set.copyOf(locations);
    }

    /** The jurisdictions whose data it may process, and the transfers that allow it for those that are not of the place. */
    public NavigableMap<String, List<Transfer>> allowed() {
        return new TreeMap<>(allowed);
    }

    /** Why a statement may not run at all, for people. */
    Optional<String> refusal(Analysis analysis) {
        if (!watched) {
            return Optional.empty();
        }
        for (RelationUse use : analysis.relations()) {
            boolean data =
                    use.standing() == RelationUse.Standing.USER || use.standing() == RelationUse.Standing.UNRESOLVED;
            if (data) {
                Optional<String> refused = behind(use.name()).stream()
                        .flatMap(name -> refusal(name).stream())
                        .findFirst();
                if (refused.isPresent()) {
                    return refused;
                }
            }
        }
        boolean unseen = !analysis.opaque().isEmpty()
                || analysis.functions().stream().map(FunctionUse::category).anyMatch(Residency::reachesData)
                || analysis.relations().stream()
                        .anyMatch(use -> use.standing() == RelationUse.Standing.SYSTEM_DISCLOSING);
        return unseen && !database.isEmpty() && !allowed.containsKey(database)
                ? Optional.of("database" + reason(database))
                : Optional.empty();
    }

    private static boolean reachesData(FunctionUse.Category category) {
        return switch (category) {
            case USER_DEFINED, UNKNOWN, SQL_TEXT, LARGE_OBJECT, DISCLOSURE, SERVER_IO, REPLICATION -> true;
            case HARMLESS, ADMIN, SETTING, NOTIFY, LOCK, SEQUENCE -> false;
        };
    }

    private Set<RelationName> behind(RelationName name) {
        Set<RelationName> names = new HashSet<>(catalog.readsThrough(name));
        names.add(name);
        return names;
    }

    private Optional<String> refusal(RelationName name) {
        List<Belonging> own = belongings.getOrDefault(name, List.of());
        if (own.isEmpty()) {
            boolean system = name.schema().startsWith("pg_") || name.schema().equals("information_schema");
            return system || database.isEmpty() || allowed.containsKey(database)
                    ? Optional.empty()
                    : Optional.of(name + ", like all of its database," + reason(database));
        }
        return own.stream()
                .filter(Belonging.Whole.class::isInstance)
                .flatMap(whole -> whole.jurisdictions().stream())
                .filter(jurisdiction -> !allowed.containsKey(jurisdiction))
                .findFirst()
                .map(jurisdiction -> name + reason(jurisdiction));
    }

    private String reason(String jurisdiction) {
        return " belongs to jurisdiction " + jurisdiction + ", whose data may not be processed "
                + (locations.isEmpty()
                        ? "where this session is: its location is not known"
                        : "at " + String.join(", ", locations));
    }

    /** The conditions on rows that may be processed, of relations whose rows belong to different jurisdictions. */
    Map<RelationName, List<RowFilter>> filters() {
        Map<RelationName, List<RowFilter>> filters = new LinkedHashMap<>();
        belongings.forEach((name, all) -> {
            for (Belonging belonging : all) {
                predicate(belonging)
                        .ifPresent(where -> filters.computeIfAbsent(name, _ -> new ArrayList<>())
                                .add(new RowFilter(where, RULE)));
            }
        });
        return filters;
    }

    private Optional<RowPredicate> predicate(Belonging belonging) {
        return switch (belonging) {
            // Nothing else may lead to it either: not functions, not statistics.
            case Belonging.Whole whole ->
                allowed.keySet().containsAll(whole.jurisdictions())
                        ? Optional.empty()
                        : Optional.of(RowPredicate.NOTHING);
            case Belonging.ByColumn(String column, Map<String, String> values, Optional<String> otherwise) -> {
                boolean others = otherwise.filter(allowed::containsKey).isPresent();
                Set<String> listed = new TreeSet<>();
                values.forEach((value, jurisdiction) -> {
                    if (allowed.containsKey(jurisdiction) != others) {
                        listed.add(value);
                    }
                });
                if (listed.isEmpty()) {
                    yield others ? Optional.empty() : Optional.of(RowPredicate.NOTHING);
                }
                List<Part> parts = new ArrayList<>(List.of(new Part.Column(column)));
                if (others) {
                    parts.add(new Part.Sql(" IS NULL OR "));
                    parts.add(new Part.Column(column));
                }
                in(others ? " NOT IN (" : " IN (", listed, parts);
                yield Optional.of(new RowPredicate(parts));
            }
            case Belonging.ByExpression(String sql) -> {
                if (allowed.isEmpty()) {
                    yield Optional.of(RowPredicate.NOTHING);
                }
                List<Part> parts = new ArrayList<>(List.of(new Part.Sql("(" + sql + "\n)")));
                in(" IN (", allowed.keySet(), parts);
                yield Optional.of(new RowPredicate(parts));
            }
        };
    }

    private static void in(String operator, Collection<String> values, List<Part> parts) {
        String before = operator;
        for (String value : values) {
            parts.add(new Part.Sql(before));
            parts.add(new Part.Text(value));
            before = ", ";
        }
        parts.add(new Part.Sql(")"));
    }

    /** The transfers that a statement rests on, or can: which rows it meets is not known. */
    List<Transfer> transfers(Analysis analysis) {
        if (!watched) {
            return List.of();
        }
        Set<String> touched = new TreeSet<>();
        for (RelationUse use : analysis.relations()) {
            if (use.standing() == RelationUse.Standing.USER) {
                behind(use.name()).forEach(name -> touched.addAll(of(name)));
            }
        }
        return touched.stream()
                .flatMap(name -> allowed.getOrDefault(name, List.of()).stream())
                .distinct()
                .toList();
    }

    private Set<String> of(RelationName name) {
        Set<String> found = new TreeSet<>();
        List<Belonging> own = belongings.getOrDefault(name, List.of());
        own.forEach(belonging -> found.addAll(
                belonging instanceof Belonging.ByExpression ? allowed.keySet() : belonging.jurisdictions()));
        if (own.isEmpty() && !database.isEmpty()) {
            found.add(database);
        }
        return found;
    }
}
