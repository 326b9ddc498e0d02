package dev.sallyport.audit.note;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a policy file (C2SP tlog-policy, "Policy file syntax and structure"), one file each. Not thread-safe. */
final class TrustPolicyFile {

    private static final int MAX_CHARACTERS = 1 << 20;

    /** Of logs, witnesses and groups each; the specification asks for 32. It also bounds how deep groups nest. */
    private static final int MAX_OF_A_KIND = 256;

    private static final String NONE = "none";

    private final List<TrustPolicy.Log> logs = new ArrayList<>();
    private final List<TrustPolicy.Witness> witnesses = new ArrayList<>();
    private final Map<String, TrustPolicy.Member> members = new HashMap<>();
    private final Set<String> inGroups = new HashSet<>();
    private int groups;
    private boolean decided;
    private Optional<TrustPolicy.Member> quorum = Optional.empty();

    TrustPolicy read(String file) throws MalformedNote {
        if (file.length() > MAX_CHARACTERS) {
            throw new MalformedNote("a policy has at most " + MAX_CHARACTERS + " characters, not " + file.length());
        }
        int number = 1;
        for (String line : file.split("\n", -1)) {
            try {
                line(line);
            } catch (MalformedNote wrong) {
                throw new MalformedNote("line " + number + ": " + wrong.getMessage());
            }
            number++;
        }
        if (!decided) {
            throw new MalformedNote("there is no line 'quorum'; 'quorum none' asks for no witness");
        }
        return new TrustPolicy(logs, witnesses, quorum);
    }

    private void line(String line) throws MalformedNote {
        if (line.chars().anyMatch(character -> (character < 0x20 && character != '\t') || character == 0x7f)) {
            throw new MalformedNote("a control character");
        }
        List<String> words = Arrays.stream(line.split("[ \t]+"))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty() || words.getFirst().startsWith("#")) {
            return;
        }
        List<String> rest = words.subList(1, words.size());
        switch (words.getFirst()) {
            case "log" -> log(rest);
            case "witness" -> witness(rest);
            case "group" -> group(rest);
            case "quorum" -> quorum(rest);
            default ->
                throw new MalformedNote("'" + words.getFirst() + "' is none of 'log', 'witness', 'group' and 'quorum'");
        }
    }

    private void log(List<String> words) throws MalformedNote {
        if (words.isEmpty() || words.size() > 2) {
            throw new MalformedNote("a log is written 'log KEY [URL]'");
        }
        VerifierKey key = key(words.getFirst(), VerifierKey.Type.NOTE);
        if (logs.stream().anyMatch(log -> log.key().wraps(key))) {
            throw new MalformedNote("the key of log " + key.name() + " stands here a second time");
        }
        limit(logs.size(), "logs");
        logs.add(new TrustPolicy.Log(key, words.stream().skip(1).findFirst()));
    }

    private void witness(List<String> words) throws MalformedNote {
        if (words.size() < 2 || words.size() > 3) {
            throw new MalformedNote("a witness is written 'witness NAME KEY [URL]'");
        }
        VerifierKey key = key(words.get(1), VerifierKey.Type.COSIGNATURE);
        for (TrustPolicy.Witness other : witnesses) {
            if (other.key().wraps(key)) {
                // One that counted twice could be a quorum alone.
                throw new MalformedNote("witness " + words.getFirst() + " has the key of witness " + other.name());
            }
        }
        limit(witnesses.size(), "witnesses");
        TrustPolicy.Witness witness = new TrustPolicy.Witness(
                words.getFirst(), key, words.stream().skip(2).findFirst());
        define(witness.name(), witness);
        witnesses.add(witness);
    }

    private void group(List<String> words) throws MalformedNote {
        if (words.size() < 3) {
            throw new MalformedNote("a group is written 'group NAME any|all|COUNT MEMBER...'");
        }
        List<TrustPolicy.Member> in = new ArrayList<>();
        for (String name : words.subList(2, words.size())) {
            in.add(member(name));
            if (!inGroups.add(name)) {
                throw new MalformedNote("'" + name + "' is in a group already; it counts once");
            }
        }
        limit(groups++, "groups");
        define(words.getFirst(), new TrustPolicy.Group(words.getFirst(), threshold(words.get(1), in.size()), in));
    }

    private static int threshold(String word, int members) throws MalformedNote {
        if (word.equals("any")) {
            return 1;
        }
        if (word.equals("all")) {
            return members;
        }
        for (int count = 1; count <= members; count++) {
            if (word.equals(Integer.toString(count))) {
                return count;
            }
        }
        throw new MalformedNote("'" + word + "' is none of 'any', 'all' and 1.." + members);
    }

    private void quorum(List<String> words) throws MalformedNote {
        if (words.size() != 1) {
            throw new MalformedNote("a quorum is written 'quorum NAME' or 'quorum none'");
        }
        if (decided) {
            throw new MalformedNote("there is a quorum already");
        }
        decided = true;
        quorum = words.getFirst().equals(NONE) ? Optional.empty() : Optional.of(member(words.getFirst()));
    }

    private void define(String name, TrustPolicy.Member member) throws MalformedNote {
        if (name.equals(NONE)) {
            throw new MalformedNote("'none' cannot be a name");
        }
        if (members.putIfAbsent(name, member) != null) {
            throw new MalformedNote("there is a witness or group '" + name + "' already");
        }
    }

    private TrustPolicy.Member member(String name) throws MalformedNote {
        return Optional.ofNullable(members.get(name))
                .orElseThrow(() -> new MalformedNote("there is no witness or group '" + name + "' above"));
    }

    private static VerifierKey key(String text, VerifierKey.Type type) throws MalformedNote {
        VerifierKey key = VerifierKey.parse(text);
        if (key.type() != type) {
            throw new MalformedNote("key " + key.name() + " is one of a "
                    + switch (key.type()) {
                        case NOTE -> "log, not of a witness";
                        case COSIGNATURE -> "witness, not of a log";
                    });
        }
        return key;
    }

    private static void limit(int there, String kind) throws MalformedNote {
        if (there >= MAX_OF_A_KIND) {
            throw new MalformedNote("more than " + MAX_OF_A_KIND + " " + kind);
        }
    }
}
