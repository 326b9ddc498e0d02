package dev.sallyport.classify.detect;

import java.util.Locale;
import java.util.regex.Pattern;

/** Streets with house numbers, as they are written in some languages of Europe and America. */
final class StreetAddresses {

    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\d])\\d{1,5}(?:[ -]?[a-z])?(?![\\p{L}\\d])");

    private static final Pattern STREET = Pattern.compile(
            "\\b(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|square|terrace|highway|hwy"
                    + "|parkway|pkwy|way|crescent|close|po box|p\\.o\\. box"
                    + "|rue|allée|chemin|impasse|quai|route|place|cours"
                    + "|calle|avenida|avda|paseo|plaza|camino|carrer|c/"
                    + "|via|viale|piazza|corso|vicolo|rua|travessa|praça|ul\\.|ulica|aleja|os\\.)(?![\\p{L}])"
                    + "|(?:straße|strasse|str\\.|weg|platz|allee|gasse|damm|ufer|ring|steig"
                    + "|straat|laan|plein|gracht|kade|gatan|vägen|gade|vej|veien|katu)(?![\\p{L}])",
            Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern FORM = Pattern.compile("\\p{L}.*");

    /** What is longer tells more than an address. */
    private static final int MOST_CHARACTERS = 150;

    private StreetAddresses() {}

    static Verdict judge(String value) {
        if (value.length() > MOST_CHARACTERS) {
            return Verdict.NO;
        }
        String low = value.toLowerCase(Locale.ROOT);
        if (NUMBER.matcher(low).find() && STREET.matcher(low).find()) {
            return Verdict.VALID;
        }
        boolean text = FORM.matcher(value).matches()
                || (value.indexOf(' ') > 0 && value.chars().anyMatch(Character::isLetter));
        return text ? Verdict.FORM : Verdict.NO;
    }
}
