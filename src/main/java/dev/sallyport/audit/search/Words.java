package dev.sallyport.audit.search;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The words of a statement's text: runs of letters, digits, underscores and dollar signs, in small letters. */
final class Words {

    /** A longer one is found by its beginning. */
    static final int MAX_LENGTH = 128;

    private Words() {}

    static Set<String> of(String text) {
        Set<String> words = new LinkedHashSet<>();
        int begin = -1;
        for (int at = 0; at <= text.length(); at++) {
            boolean part = at < text.length() && isPart(text.charAt(at));
            if (part && begin < 0) {
                begin = at;
            } else if (!part && begin >= 0) {
                words.add(cut(text.substring(begin, at).toLowerCase(Locale.ROOT)));
                begin = -1;
            }
        }
        return words;
    }

    static String cut(String word) {
        return word.length() > MAX_LENGTH ? word.substring(0, MAX_LENGTH) : word;
    }

    private static boolean isPart(char one) {
        return Character.isLetterOrDigit(one) || one == '_' || one == '$';
    }
}
