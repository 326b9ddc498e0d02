package dev.sallyport.policy;

import dev.sallyport.policy.Jurisdictions.Jurisdiction;
import dev.sallyport.policy.Jurisdictions.Network;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what policy files say about jurisdictions. Names are checked when all files have been read: {@link #finish}. */
final class JurisdictionReader {

    private final Map<String, Jurisdiction> jurisdictions = new LinkedHashMap<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<Mention> mentions = new ArrayList<>();

    /** A place where a jurisdiction is named. */
    private record Mention(String name, YamlValue place) {}

    /** A document with {@code jurisdictions}, and {@code locations} of networks. */
    void read(YamlMap document) {
        List<YamlMap.Entry> entries = document.entries("jurisdictions");
        for (YamlMap.Entry entry : entries) {
            entry.value().map().ifPresent(map -> jurisdiction(entry, map));
        }
        for (YamlMap.Entry entry : document.entries("locations")) {
            Optional<String> location = entry.value().text();
            Optional<Network> network = location.flatMap(name -> network(entry.name(), name));
            network.ifPresent(networks::add);
            if (network.isEmpty()) {
                entry.key().report("'" + entry.name() + "' is no network, such as 10.1.0.0/16 or 2001:db8::/32");
            }
        }
        document.close();
    }

    private void jurisdiction(YamlMap.Entry entry, YamlMap map) {
        Set<String> locations = new LinkedHashSet<>(map.texts("locations"));
        if (locations.isEmpty()) {
            map.report("jurisdiction '" + entry.name() + "' needs 'locations': where its data may be processed");
        }
        List<Transfer> transfers = new ArrayList<>();
        for (YamlValue element : map.list("transfers")) {
            element.map().ifPresent(transfer -> {
                String to = transfer.text("to");
                transfer.find("to").ifPresent(value -> mention(to, value));
                transfers.add(new Transfer(entry.name(), to, transfer.text("basis")));
                transfer.close();
            });
        }
        map.close();
        if (jurisdictions.put(entry.name(), new Jurisdiction(entry.name(), locations, transfers)) != null) {
            entry.key().report("jurisdiction '" + entry.name() + "' is defined twice");
        }
    }

    private static Optional<Network> network(String text, String location) {
        int slash = text.indexOf('/');
        try {
            InetAddress address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = address.getAddress().length * Byte.SIZE;
            int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            return bits >= 0 && bits <= most ? Optional.of(new Network(address, bits, location)) : Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.empty();
        }
    }

    /** The {@code jurisdictions} of a classification. */
    List<Policy.Placed> placed(YamlMap classification) {
        List<Policy.Placed> placed = new ArrayList<>();
        for (YamlMap.Entry entry : classification.entries("jurisdictions")) {
            Optional<ObjectPattern> pattern = RuleReader.relationPattern(entry.name(), entry.key());
            Optional<Belonging> belonging = belonging(entry.value());
            if (pattern.isPresent() && belonging.isPresent()) {
                placed.add(new Policy.Placed(
                        new Rule.RelationPattern(
                                pattern.get(), entry.name(), entry.key().place()),
                        belonging.get()));
            }
        }
        return placed;
    }

    private Optional<Belonging> belonging(YamlValue value) {
        if (!value.isMap()) {
            return value.text().map(name -> {
                mention(name, value);
                return new Belonging.Whole(name);
            });
        }
        return value.map().flatMap(map -> {
            Optional<Belonging> found = map.has("sql") ? byExpression(map) : byColumn(map);
            map.close();
            return found;
        });
    }

    private static Optional<Belonging> byExpression(YamlMap map) {
        Optional<YamlValue> value = map.find("sql");
        Optional<String> sql = value.flatMap(YamlValue::text);
        boolean backslash = sql.filter(text -> text.indexOf('\\') >= 0).isPresent();
        if (backslash) {
            value.ifPresent(where -> where.report("a backslash means different things in different sessions"));
        }
        return sql.map(Belonging.ByExpression::new);
    }

    private Optional<Belonging> byColumn(YamlMap map) {
        String column = map.text("column");
        Map<String, String> values = new HashMap<>();
        for (YamlMap.Entry entry : map.entries("values")) {
            entry.value().text().ifPresent(name -> {
                mention(name, entry.value());
                values.put(entry.name(), name);
            });
        }
        Optional<YamlValue> rest = map.find("otherwise");
        Optional<String> otherwise = rest.flatMap(YamlValue::text);
        otherwise.ifPresent(name -> mention(name, rest.orElseThrow()));
        if (values.isEmpty() && otherwise.isEmpty()) {
            map.report(
                    "'values' must say which jurisdiction the rows with a value belong to, such as {DE: eu, US: us}");
        }
        return column.isEmpty() ? Optional.empty() : Optional.of(new Belonging.ByColumn(column, values, otherwise));
    }

    /** A jurisdiction is named here, and must be defined somewhere. */
    void mention(String name, YamlValue place) {
        mentions.add(new Mention(name, place));
    }

    /** Everything that was read; reports the names of jurisdictions that nobody has defined. */
    Jurisdictions finish() {
        for (Mention mention : mentions) {
            if (!mention.name().isEmpty() && !jurisdictions.containsKey(mention.name())) {
                mention.place()
                        .report("there is no jurisdiction '" + mention.name() + "'"
                                + Suggestion.text(mention.name(), jurisdictions.keySet()));
            }
        }
        return new Jurisdictions(jurisdictions, networks);
    }
}
