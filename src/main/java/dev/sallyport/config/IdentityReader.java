package dev.sallyport.config;

import dev.sallyport.identity.Delegation;
import dev.sallyport.identity.Principal;
import dev.sallyport.identity.ScramVerifier;
import dev.sallyport.yaml.Suggestion;
import dev.sallyport.yaml.YamlMap;
import dev.sallyport.yaml.YamlValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the identities: a list of entries with an {@code id}, or a map from id to entry. */
final class IdentityReader {

    private static final int MAX_ID_CHARACTERS = 63;
    private static final Map<String, Principal.Kind> KINDS =
            Arrays.stream(Principal.Kind.values()).collect(Collectors.toMap(Principal.Kind::label, kind -> kind));

    private final Set<String> databases;
    private final Map<String, Config.Identity> identities = new LinkedHashMap<>();

    /** The ids that somebody acts for, by where they are named; checked when all identities are known. */
    private final Map<YamlValue, String> actedFor = new LinkedHashMap<>();

    private final Map<String, String> subjects = new HashMap<>();

    IdentityReader(Set<String> databases) {
        this.databases = databases;
    }

    Map<String, Config.Identity> read(Optional<YamlValue> value) {
        if (value.isEmpty()) {
            return Map.of();
        }
        if (value.get().isList()) {
            for (YamlValue element : value.get().list()) {
                element.map().ifPresent(map -> add(map.text("id"), element, map));
            }
        } else {
            for (YamlMap.Entry entry : value.get().map().map(YamlMap::entries).orElse(List.of())) {
                entry.value().map().ifPresent(map -> add(entry.name(), entry.key(), map));
            }
        }
        actedFor.forEach((place, id) -> {
            if (!identities.containsKey(id)) {
                place.report("there is no identity '" + id + "'" + Suggestion.text(id, identities.keySet()));
            }
        });
        return identities;
    }

    private void add(String id, YamlValue place, YamlMap map) {
        Config.Identity identity = identity(id.isEmpty() ? "?" : id, map);
        if (id.length() > MAX_ID_CHARACTERS) {
            place.report("an id has at most " + MAX_ID_CHARACTERS + " characters, as a PostgreSQL user name has");
        }
        if (!id.isEmpty() && identities.put(id, identity) != null) {
            place.report("there are two identities '" + id + "'");
        }
    }

    private Config.Identity identity(String id, YamlMap map) {
        Principal.Kind kind =
                map.need("kind").flatMap(value -> value.oneOf(KINDS)).orElse(Principal.Kind.AGENT);
        Principal principal = new Principal(id, kind, new HashSet<>(map.texts("groups")), attributes(map));
        Optional<ScramVerifier> verifier = map.find("verifier").flatMap(IdentityReader::verifier);
        Optional<YamlValue> subjectValue = map.find("certificate-subject");
        Optional<String> subject = subjectValue.flatMap(YamlValue::text);
        if (subject.isPresent() && subjects.put(subject.get(), id) != null) {
            subjectValue.ifPresent(
                    value -> value.report("two identities have the certificate subject '" + subject.get() + "'"));
        }
        if (!map.has("verifier") && !map.has("certificate-subject")) {
            map.report("identity '" + id + "' cannot log in: give a verifier (sallyport password) or a"
                    + " certificate-subject");
        }
        Set<String> actsFor = new LinkedHashSet<>();
        for (YamlValue element : map.list("acts-for")) {
            element.text().ifPresent(other -> {
                actsFor.add(other);
                actedFor.put(element, other);
                if (other.equals(id)) {
                    element.report("'" + id + "' needs not act for itself");
                }
            });
        }
        if (actsFor.size() >= Delegation.MAX_LINKS) {
            map.report("identity '" + id + "' acts for more than " + (Delegation.MAX_LINKS - 1) + " others");
        }
        Set<String> allowed = new HashSet<>();
        for (YamlValue element : map.list("databases")) {
            element.text().ifPresent(name -> {
                allowed.add(name);
                if (!databases.contains(name)) {
                    element.report("there is no database '" + name + "'" + Suggestion.text(name, databases));
                }
            });
        }
        Config.Identity identity = new Config.Identity(
                principal,
                verifier,
                subject,
                map.texts("purposes"),
                List.copyOf(actsFor),
                map.find("task").flatMap(YamlValue::text),
                allowed);
        map.close();
        return identity;
    }

    private static Map<String, String> attributes(YamlMap map) {
        Map<String, String> attributes = new HashMap<>();
        for (YamlMap.Entry entry : map.entries("attributes")) {
            entry.value().text().ifPresent(text -> attributes.put(entry.name(), text));
        }
        return attributes;
    }

    private static Optional<ScramVerifier> verifier(YamlValue value) {
        Optional<String> text = value.text();
        Optional<ScramVerifier> verifier = text.flatMap(ScramVerifier::parse);
        if (text.isPresent() && verifier.isEmpty()) {
            // The text is not repeated: somebody may have put a password here.
            value.report("not a verifier: make one with 'sallyport password', it starts with SCRAM-SHA-256$");
        }
        return verifier;
    }
}
