package dev.sallyport.classify.detect;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of persons: capitalised words of which one is a name that many people have. */
final class PersonNames {

    private static final Pattern FORM = Pattern.compile(
            "\\p{Lu}[\\p{L}\\p{M}'’.-]*(?:,? (?:(?:von|van|der|den|de|del|da|dos|di|du|la|le|el|al|bin|ibn|y|e|zu|ter) )*"
                    + "\\p{Lu}[\\p{L}\\p{M}'’.-]*){0,4}");

    private static final int MOST_CHARACTERS = 70;
    private static final Set<String> KNOWN = known();

    private PersonNames() {}

    static Verdict judge(String value) {
        if (value.length() > MOST_CHARACTERS || !FORM.matcher(value).matches()) {
            return Verdict.NO;
        }
        return Verdict.of(Arrays.stream(value.toLowerCase(Locale.ROOT).split("[ ,-]+", -1))
                .map(Folding::ascii)
                .anyMatch(KNOWN::contains));
    }

    private static Set<String> known() {
        String file = "/dev/sallyport/classify/person-names.txt";
        try (InputStream in = Objects.requireNonNull(PersonNames.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
