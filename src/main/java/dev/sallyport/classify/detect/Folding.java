package dev.sallyport.classify.detect;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Letters without their marks, so that words can be compared however they are spelt. */
public final class Folding {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private Folding() {}

    public static String ascii(String text) {
        String open = text.replace("ß", "ss")
                .replace("ł", "l")
                .replace("Ł", "L")
                .replace("ø", "o")
                .replace("Ø", "O")
                .replace("æ", "ae")
                .replace("ı", "i");
        return MARKS.matcher(Normalizer.normalize(open, Normalizer.Form.NFD)).replaceAll("");
    }
}
