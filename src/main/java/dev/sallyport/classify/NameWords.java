package dev.sallyport.classify;

import dev.sallyport.classify.detect.Folding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The words in a name of snake, camel or any other case, in small letters without marks. */
final class NameWords {

    private static final Pattern BORDER = Pattern.compile("[^\\p{L}\\p{N}]+"
            + "|(?<=\\p{Ll})(?=\\p{Lu})"
            + "|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})"
            + "|(?<=\\p{L})(?=\\p{N})"
            + "|(?<=\\p{N})(?=\\p{L})");

    private NameWords() {}

    static List<String> of(String name) {
        return Arrays.stream(BORDER.split(Folding.ascii(name)))
                .filter(word -> !word.isEmpty())
                .map(word -> word.toLowerCase(Locale.ROOT))
                .toList();
    }
}
