package dev.sallyport.policy;

import dev.cel.runtime.CelVariableResolver;
import dev.sallyport.catalog.Catalog;
import dev.sallyport.catalog.Database;
import dev.sallyport.catalog.RelationName;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.Session;
import dev.sallyport.statement.MaskText;
import dev.sallyport.statement.Masking;
import dev.sallyport.yaml.Place;
import dev.sallyport.yaml.Problem;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlFile;
import dev.sallyport.yaml.YamlValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The policies and classifications of a folder, compiled. */
public final class PolicySet implements Policies {

    private final String version;
    private final List<Policy> policies;
    private final List<Policy.Classification> classifications;
    private final Jurisdictions jurisdictions;

    private PolicySet(
            String version,
            List<Policy> policies,
            List<Policy.Classification> classifications,
            Jurisdictions jurisdictions) {
        this.version = version;
        this.policies = policies;
        this.classifications = classifications;
        this.jurisdictions = jurisdictions;
    }

    /** What came of compiling. */
    public sealed interface Compilation {

        record Compiled(PolicySet policies) implements Compilation {}

        /** At least one problem, in the order of the files' names and of their lines. */
        record Rejected(List<Problem> problems) implements Compilation {
            public Rejected {
                problems = List.copyOf(problems);
            }
        }
    }

    /**
     * @param files each file's content by its name; the names are what problems say
     * @param expressions judges masks that are written in the database's language
     */
    public static Compilation compile(Map<String, String> files, MaskText expressions) {
        SortedMap<String, String> sorted = new TreeMap<>(files);
        PolicyReader reader = new PolicyReader(new Conditions(), expressions);
        List<YamlFile> read = new ArrayList<>();
        for (Map.Entry<String, String> file : sorted.entrySet()) {
            YamlFile parsed = YamlFile.parse(file.getKey(), file.getValue());
            read.add(parsed);
            for (YamlValue document : parsed.documents()) {
                reader.read(document);
            }
        }
        Jurisdictions jurisdictions = reader.jurisdictions();
        List<Problem> problems =
                read.stream().flatMap(file -> file.problems().stream()).toList();
        return problems.isEmpty()
                ? new Compilation.Compiled(
                        new PolicySet(hash(sorted), reader.policies(), reader.classifications(), jurisdictions))
                : new Compilation.Rejected(problems);
    }

    /** No policies: nobody may do anything. */
    public static PolicySet none() {
        return new PolicySet(hash(new TreeMap<>()), List.of(), List.of(), Jurisdictions.NONE);
    }

    /** The version that policies in these files have. */
    public static String version(Map<String, String> files) {
        return hash(new TreeMap<>(files));
    }

    private static String hash(SortedMap<String, String> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                for (String part : List.of(name.substring(name.lastIndexOf('/') + 1), content)) {
                    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                    // With the length before it, no two sets of files have the same bytes.
                    digest.update(ByteBuffer.allocate(Integer.BYTES)
                            .putInt(bytes.length)
                            .array());
                    digest.update(bytes);
                }
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new AssertionError("every Java platform has SHA-256", missing);
        }
    }

    @Override
    public String version() {
        return version;
    }

    /** The names of the policies, sorted. */
    public List<String> names() {
        return policies.stream().map(Policy::name).sorted().toList();
    }

    /** How many rules there are in all policies. */
    public int ruleCount() {
        return policies.stream().mapToInt(policy -> policy.rules().size()).sum();
    }

    @Override
    public boolean governs(String database) {
        return policies.stream()
                        .filter(policy -> policy.about(database))
                        .flatMap(policy -> policy.rules().stream())
                        .anyMatch(rule -> rule instanceof Rule.Masking || rule instanceof Rule.Rows)
                || about(database).stream().anyMatch(one -> !one.placed().isEmpty());
    }

    @Override
    public Rights rights(Session session, Database database, Catalog catalog) {
        List<Policy> about = policies.stream()
                .filter(policy -> policy.about(database.name()))
                .toList();
        Tags tags = Tags.of(about(database.name()), catalog);
        List<LinkRules> links = new ArrayList<>();
        for (Principal link : session.delegation().chain()) {
            Optional<String> location = jurisdictions.location(link, session.clientAddress());
            CelVariableResolver facts = Facts.of(session, link, database, location);
            links.add(LinkRules.of(link, facts, about, location));
        }
        List<Policy.Placed> placed = about(database.name()).stream()
                .flatMap(one -> one.placed().stream())
                .toList();
        Residency residency = Residency.of(jurisdictions, links, database.jurisdiction(), placed, catalog);
        var masks = Masks.of(
                links.stream().flatMap(link -> link.maskings().stream()).map(ActiveRule::rule), tags, catalog);
        var rows = RowFilters.of(links, residency, catalog);
        return new SessionRights(
                version,
                List.copyOf(links),
                masks,
                rows,
                tags,
                residency,
                new Reach(catalog, !masks.isEmpty() || !rows.isEmpty()));
    }

    /** Databases that policies or classifications speak of and that do not exist. */
    public List<Problem> unknownDatabases(Collection<String> existing) {
        SortedMap<Place, String> named = new TreeMap<>();
        policies.forEach(policy -> policy.databases().forEach((name, place) -> named.put(place, name)));
        classifications.forEach(one -> named.put(one.place(), one.database()));
        List<Problem> warnings = new ArrayList<>();
        named.forEach((place, name) -> {
            if (!existing.contains(name)) {
                warnings.add(place.problem("there is no database '" + name + "'" + Suggestion.text(name, existing)));
            }
        });
        return warnings;
    }

    /** Databases that are said to belong to a jurisdiction that is not defined, and so may be read nowhere; for people. */
    public List<String> unknownJurisdictions(Collection<Database> databases) {
        Set<String> known = jurisdictions.byName().keySet();
        return databases.stream()
                .filter(database -> !known.isEmpty() && !database.jurisdiction().isEmpty())
                .filter(database -> !known.contains(database.jurisdiction()))
                .map(database -> "database '" + database.name() + "' belongs to jurisdiction '"
                        + database.jurisdiction() + "', which no policy file defines"
                        + Suggestion.text(database.jurisdiction(), known) + "; its data may be processed nowhere")
                .toList();
    }

    /** The columns of a catalog that have any tag, their own or their relation's, inheritance included. */
    public Map<RelationName, Set<String>> classified(Catalog catalog) {
        return Tags.of(about(catalog.database()), catalog).tagged();
    }

    @Override
    public Set<String> questions(Catalog catalog, Masking masking) {
        return maskedTypes(catalog).questions(masking);
    }

    @Override
    public List<Problem> misfits(Catalog catalog, Masking masking) {
        return maskedTypes(catalog).misfits(masking);
    }

    private MaskedTypes maskedTypes(Catalog catalog) {
        List<Rule.Masking> maskings = new ArrayList<>();
        for (Policy policy : policies) {
            if (policy.about(catalog.database())) {
                for (Rule rule : policy.rules()) {
                    if (rule instanceof Rule.Masking masking) {
                        maskings.add(masking);
                    }
                }
            }
        }
        return new MaskedTypes(List.copyOf(maskings), Tags.of(about(catalog.database()), catalog), catalog);
    }

    private List<Policy.Classification> about(String database) {
        return classifications.stream()
                .filter(one -> one.database().equals(database))
                .toList();
    }

    /**
     * What the policies name in a database and its catalog does not have: such a mask or classification protects
     * nothing.
     */
    public List<Problem> unknownObjects(Catalog catalog) {
        UnknownObjects unknown = new UnknownObjects(catalog);
        for (Policy.Classification classification : classifications) {
            if (classification.database().equals(catalog.database())) {
                classification.columns().forEach(tagged -> unknown.check(tagged.pattern()));
                classification.relations().forEach(unknown::check);
                classification.placed().forEach(placed -> unknown.check(placed.named()));
            }
        }
        for (Policy policy : policies) {
            if (policy.about(catalog.database())) {
                for (Rule rule : policy.rules()) {
                    switch (rule) {
                        case Rule.Masking masking -> masking.columns().forEach(unknown::check);
                        case Rule.Rows rows -> rows.on().forEach(unknown::check);
                        case Rule.Allow _, Rule.Deny _, Rule.Limiting _, Rule.Transferring _ -> {}
                    }
                }
            }
        }
        return unknown.problems();
    }
}
