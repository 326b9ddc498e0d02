package dev.sallyport.classify;

import dev.sallyport.classify.detect.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What words in names mean. The head of a name is at its end ({@code billing_email} is an address, {@code email_template}
 * is none), so that a known word counts where nothing but insignificant words follow it.
 */
final class Vocabulary {

    private static final int MOST_COMMENT_WORDS = 4;
    private static final int LEAST_OWNER_CHARACTERS = 3;

    private final Map<String, NameClaim> claims = new HashMap<>();
    private final Map<String, Set<String>> groups = new HashMap<>();

    private Vocabulary(List<String> lines) {
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            if (words[0].equals(words[0].toUpperCase(Locale.ROOT))) {
                NameClaim.Strength strength = NameClaim.Strength.valueOf(words[1].toUpperCase(Locale.ROOT));
                Arrays.stream(words)
                        .skip(2)
                        .forEach(word -> claims.put(word, new NameClaim(Kind.valueOf(words[0]), strength, word)));
            } else {
                groups.computeIfAbsent(words[0], _ -> new HashSet<>())
                        .addAll(Arrays.asList(words).subList(1, words.length));
            }
        }
    }

    /** The vocabulary of this program. */
    static Vocabulary load() {
        String file = "vocabulary.txt";
        try (InputStream in = Objects.requireNonNull(Vocabulary.class.getResourceAsStream(file), file)) {
            return new Vocabulary(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What the name of a column or key says; nothing for most names. */
    Optional<NameClaim> name(String name) {
        List<String> words = NameWords.of(name);
        for (int end = words.size(); end > 0; end--) {
            for (int start = 0; start < end; start++) {
                String word = String.join("", words.subList(start, end));
                if (has("not", word)) {
                    return Optional.empty();
                }
                Optional<NameClaim> claim = claim(word).filter(start == 0 ? _ -> true : after(words.get(start - 1)));
                if (claim.isPresent()) {
                    return claim;
                }
            }
            if (!has("suffix", words.get(end - 1))) {
                break;
            }
        }
        return words.size() == 1 ? ownersIn(words.getFirst()) : Optional.empty();
    }

    /** What a comment says in any of its words: hints only, since comments speak of other columns, too. */
    Optional<NameClaim> comment(String comment) {
        List<String> words = NameWords.of(comment);
        for (int start = 0; start < words.size(); start++) {
            for (int end = Math.min(words.size(), start + MOST_COMMENT_WORDS); end > start; end--) {
                Optional<NameClaim> claim = claim(String.join("", words.subList(start, end)))
                        .filter(found -> found.strength() == NameClaim.Strength.STRONG);
                if (claim.isPresent()) {
                    NameClaim found = claim.get();
                    return Optional.of(new NameClaim(found.kind(), NameClaim.Strength.LOOSE, found.word()));
                }
            }
        }
        return Optional.empty();
    }

    /** The word in a relation's name that says that its rows are people. */
    Optional<String> people(String relation) {
        return NameWords.of(relation).stream()
                .filter(word -> has("people", word))
                .findFirst();
    }

    /** Whether values in such a column only look like something, as hashes and serial numbers do. */
    boolean innocent(String name) {
        List<String> words = NameWords.of(name);
        for (int start = Math.max(0, words.size() - 2); start < words.size(); start++) {
            if (has("innocent", String.join("", words.subList(start, words.size())))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the name says that the values are not there in the clear. */
    boolean concealed(String name) {
        return NameWords.of(name).stream().anyMatch(word -> has("concealed", word));
    }

    /** An owner and a word that were written together, as in {@code custemail}. */
    private Optional<NameClaim> ownersIn(String word) {
        for (int end = LEAST_OWNER_CHARACTERS; end < word.length(); end++) {
            if (has("owner", word.substring(0, end))) {
                Optional<NameClaim> claim = claim(word.substring(end))
                        .filter(found -> found.strength() == NameClaim.Strength.STRONG
                                && found.word().length() > LEAST_OWNER_CHARACTERS);
                if (claim.isPresent()) {
                    return claim;
                }
            }
        }
        return Optional.empty();
    }

    private Predicate<NameClaim> after(String before) {
        return claim -> claim.strength() != NameClaim.Strength.WEAK || has("owner", before);
    }

    private Optional<NameClaim> claim(String word) {
        return Optional.ofNullable(claims.get(word));
    }

    private boolean has(String group, String word) {
        return groups.getOrDefault(group, Set.of()).contains(word);
    }
}
