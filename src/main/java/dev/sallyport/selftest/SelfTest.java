package dev.sallyport.selftest;

import dev.sallyport.catalog.CatalogLoader;
import dev.sallyport.catalog.DirectSession;
import dev.sallyport.catalog.Relation;
import dev.sallyport.catalog.RelationKind;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.client.PostgresClient;
import dev.sallyport.governor.Standing;
import dev.sallyport.policy.Rights.MaskedColumn;
import dev.sallyport.policy.RuleId;
import dev.sallyport.selftest.Attempt.Kind;
import dev.sallyport.selftest.SelfTestReport.Counts;
import dev.sallyport.selftest.SelfTestReport.Finding;
import dev.sallyport.selftest.SelfTestReport.Outcome;
import dev.sallyport.selftest.SelfTestReport.Target;
import dev.sallyport.selftest.SelfTestReport.Theme;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tries to get through the gate what an identity must not see of a database. What that is, is found out past the gate, from
 * policy and data; nothing of it is in the report. Changes nothing that stays. Blocks; for one run.
 */
public final class SelfTest {

    private final Standing standing;
    private final DirectSession direct;
    private final Gate gate;
    private final Options options;
    private final Map<Kind, List<Entry>> templates = new EnumMap<>(Kind.class);
    private final Map<String, Counts> themes = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final List<Finding> overDenied = new ArrayList<>();

    /** Opens sessions of the identity that is tried. */
    @FunctionalInterface
    public interface Gate {
        PostgresClient open() throws IOException;
    }

    /** Is told before each relation. */
    @FunctionalInterface
    public interface Progress {
        void at(int number, int of, RelationName relation);
    }

    /**
     * What is tried.
     *
     * @param relations those whose masks and rows are tried; views over them too
     * @param themes words of headings in the corpus; none means all
     * @param sample rows of each relation whose values are looked for
     * @param guesses whether statements that hold hidden values may be sent
     */
    public record Options(Set<RelationName> relations, List<String> themes, int sample, boolean guesses) {

        public Options {
            relations = Set.copyOf(relations);
            themes = List.copyOf(themes);
        }

        private boolean wants(Attempt.Kind kind, Entry entry) {
            String name = entry.name().toLowerCase(Locale.ROOT);
            return (guesses || kind != Kind.GUESSES)
                    && (themes.isEmpty()
                            || themes.stream().anyMatch(theme -> name.contains(theme.toLowerCase(Locale.ROOT))));
        }
    }

    public SelfTest(Standing standing, DirectSession direct, Gate gate, Options options) {
        this.standing = standing;
        this.direct = direct;
        this.gate = gate;
        this.options = options;
        for (Kind kind : Kind.values()) {
            templates.put(
                    kind,
                    kind.templates().stream()
                            .filter(entry -> entry.isFor(standing.catalog().serverVersion() / 10_000))
                            .filter(entry -> options.wants(kind, entry))
                            .toList());
        }
    }

    /** The headings of the corpus, with the number of templates under each. */
    public static Map<String, Integer> themes() {
        Map<String, Integer> themes = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            kind.templates().forEach(entry -> themes.merge(Attempt.theme(entry), 1, Integer::sum));
        }
        return themes;
    }

    /** File and line of every template. */
    public static List<String> places() {
        return Stream.of(Kind.values())
                .flatMap(kind -> kind.templates().stream())
                .map(Entry::place)
                .toList();
    }

    /** The relations of a catalog that a session's policy masks or filters. */
    public static Set<RelationName> governed(Standing standing) {
        Set<RelationName> governed = new LinkedHashSet<>();
        Stream.concat(standing.rights().masks().keySet().stream(), standing.rights().rows().keySet().stream())
                .filter(name -> standing.catalog().relation(name).isPresent())
                .sorted()
                .forEach(governed::add);
        return governed;
    }

    /**
     * Runs all of it.
     *
     * @throws IOException when the gate cannot be reached any more
     * @throws CatalogLoader.CatalogUnavailable when the database cannot be reached any more
     */
    public SelfTestReport run(Progress progress) throws IOException {
        Instant started = Instant.now();
        List<Relation> tables = options.relations().stream()
                .sorted()
                .flatMap(name -> standing.catalog().relation(name).stream())
                .filter(relation -> !isView(relation))
                .toList();
        List<Relation> views = standing.catalog().relations().stream()
                .filter(SelfTest::isView)
                .filter(view ->
                        standing.catalog().readsThrough(view.name()).stream().anyMatch(options.relations()::contains))
                .sorted(Comparator.comparing(Relation::name))
                .toList();
        Study study = new Study(standing, direct, options.sample(), options.guesses());
        Map<RelationName, Subject> subjects = new LinkedHashMap<>();
        int number = 0;
        int of = tables.size() + views.size();
        for (Relation table : tables) {
            progress.at(++number, of, table.name());
            Subject subject = study.of(table);
            subjects.put(table.name(), subject);
            tryTable(subject);
        }
        for (Relation view : views) {
            progress.at(++number, of, view.name());
            tryView(view, subjects);
        }
        return new SelfTestReport(
                started,
                Instant.now(),
                version(standing.catalog().serverVersion()),
                targets,
                themes.entrySet().stream()
                        .map(theme -> new Theme(theme.getKey(), theme.getValue()))
                        .toList(),
                findings,
                overDenied);
    }

    private static boolean isView(Relation relation) {
        return relation.kind() == RelationKind.VIEW || relation.kind() == RelationKind.MATERIALIZED_VIEW;
    }

    private static String version(int number) {
        return number / 10_000 + "." + number % 10_000;
    }

    private void tryTable(Subject subject) throws IOException {
        List<String> notes = new ArrayList<>(subject.notes());
        Map<String, Counts> counts = new LinkedHashMap<>();
        try (Trials trials = new Trials(direct, gate, standing, subject)) {
            trials.notes().ifPresent(notes::add);
            for (Attempt attempt : Attempt.on(subject, templates, options.guesses())) {
                counts.merge(attempt.target(), tried(trials, attempt), Counts::and);
            }
        }
        String name = subject.relation().name().toString();
        targets.add(new Target(
                name,
                subject.filtered() ? "rows by " + rowRules(subject.relation().name()) : "all rows",
                subject.hidden().size(),
                counts.getOrDefault(name, Counts.NONE),
                notes));
        subject.masked().forEach(column -> {
            String target = name + "." + column.name();
            targets.add(new Target(
                    target,
                    protection(Objects.requireNonNull(subject.masks().get(column.name()))),
                    values(subject.canaries(), column.name()),
                    counts.getOrDefault(target, Counts.NONE),
                    List.of()));
        });
    }

    private static int values(Collection<Canary> canaries, String column) {
        return (int) canaries.stream()
                .filter(canary -> canary.column().equals(column))
                .count();
    }

    private static String protection(MaskedColumn masked) {
        return masked.mask().kind().label() + " by " + names(masked.rules().stream());
    }

    private String rowRules(RelationName name) {
        return names(
                standing.rights().rows().getOrDefault(name, List.of()).stream().map(filter -> filter.rule()));
    }

    private static String names(Stream<RuleId> rules) {
        return rules.map(RuleId::toString).distinct().collect(Collectors.joining(", "));
    }

    private void tryView(Relation view, Map<RelationName, Subject> subjects) throws IOException {
        Set<RelationName> behind = standing.catalog().readsThrough(view.name());
        List<Canary> canaries = subjects.values().stream()
                .filter(subject -> behind.contains(subject.relation().name()))
                .flatMap(subject -> subject.canaries().stream())
                .toList();
        Subject subject = new Subject(view, Map.of(), false, Optional.empty(), "true", canaries, List.of(), List.of());
        Counts counts = Counts.NONE;
        try (Trials trials = new Trials(direct, gate, standing, subject)) {
            for (Entry entry : templates.getOrDefault(Kind.VIEWS, List.of())) {
                counts = counts.and(tried(trials, new Attempt(Kind.VIEWS, entry, subject, Optional.empty())));
            }
        }
        String reads = behind.stream()
                .filter(options.relations()::contains)
                .map(RelationName::toString)
                .sorted()
                .collect(Collectors.joining(", "));
        targets.add(new Target(view.name().toString(), "reads " + reads, canaries.size(), counts, List.of()));
    }

    private Counts tried(Trials trials, Attempt attempt) throws IOException {
        Counts counts = Counts.NONE;
        for (Way way : Way.values()) {
            Trials.Result result = trials.run(attempt, way);
            counts = counts.and(result.outcome());
            result.what()
                    .map(what -> new Finding(
                            attempt.template().place(), attempt.target(), way.label(), what, attempt.shown()))
                    .ifPresent((result.outcome() == Outcome.LEAKED ? findings : overDenied)::add);
        }
        themes.merge(Attempt.theme(attempt.template()), counts, Counts::and);
        return counts;
    }
}
