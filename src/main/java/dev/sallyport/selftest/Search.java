package dev.sallyport.selftest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for values in what came back: as they are, in other letters' case, reversed, in hex, in base64, without what
 * stands between letters and digits, one character at a time, as characters' codes, and as digests.
 */
final class Search {

    private static final int BASE64_PLACES = 3;
    private static final Pattern CODE = Pattern.compile("(?<![0-9])([0-9]{2,3})(?![0-9])");

    private final List<Needles> needles;

    private record Needles(Canary canary, List<String> texts, Optional<Pattern> digits) {}

    /** What was found. */
    record Hit(Canary canary, String form) {}

    Search(Collection<Canary> canaries) {
        needles = canaries.stream().map(Search::needles).toList();
    }

    private static Needles needles(Canary canary) {
        String mark = canary.mark().toLowerCase(Locale.ROOT);
        byte[] octets = canary.mark().getBytes(StandardCharsets.UTF_8);
        boolean digits = mark.chars().allMatch(Character::isDigit);
        List<String> texts = new ArrayList<>();
        if (digits) {
            if (mark.length() > Canary.LEAST_CHARACTERS) {
                texts.add(hex(octets));
            }
            binaries(mark).forEach(texts::add);
        } else {
            texts.add(mark);
            texts.add(new StringBuilder(mark).reverse().toString());
            texts.add(hex(octets));
            String bare = bare(mark);
            if (bare.length() >= Canary.LEAST_CHARACTERS && !bare.equals(mark)) {
                texts.add(bare);
            }
            for (int before = 0; before < BASE64_PLACES; before++) {
                texts.add(base64(before, octets).toLowerCase(Locale.ROOT));
            }
        }
        byte[] whole = canary.value().getBytes(StandardCharsets.UTF_8);
        for (String algorithm : List.of("MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384", "SHA-512")) {
            texts.add(digest(algorithm, whole));
        }
        Optional<Pattern> number = digits
                ? Optional.of(
                        Pattern.compile("(?<![0-9])(" + mark + "|" + new StringBuilder(mark).reverse() + ")(?![0-9])"))
                : Optional.empty();
        return new Needles(canary, texts, number);
    }

    /** A number's binary forms, as a value of its own ({@code int4send} and its like). */
    private static List<String> binaries(String digits) {
        if (digits.length() > 18) {
            return List.of();
        }
        long number = Long.parseLong(digits);
        List<byte[]> forms = new ArrayList<>(List.of(
                ByteBuffer.allocate(8).putLong(number).array(),
                ByteBuffer.allocate(8).putDouble((double) number).array()));
        if (number <= Integer.MAX_VALUE) {
            forms.add(ByteBuffer.allocate(4).putInt((int) number).array());
        }
        return forms.stream().map(octets -> " " + hex(octets) + " ").toList();
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    private static String bare(String text) {
        StringBuilder bare = new StringBuilder();
        text.chars().filter(Character::isLetterOrDigit).forEach(letter -> bare.append((char) letter));
        return bare.toString();
    }

    /** The part of the encoded octets that is the same whatever stands before and behind them. */
    private static String base64(int before, byte[] octets) {
        byte[] padded = new byte[before + octets.length];
        System.arraycopy(octets, 0, padded, before, octets.length);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(padded);
        return encoded.substring((before * 8 + 5) / 6, padded.length * 8 / 6);
    }

    private static String digest(String algorithm, byte[] octets) {
        try {
            return hex(MessageDigest.getInstance(algorithm).digest(octets));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Everything that is found, each canary once. */
    List<Hit> in(List<Answer> answers) {
        StringBuilder whole = new StringBuilder();
        StringBuilder raw = new StringBuilder(" ");
        List<List<Optional<String>>> rows = new ArrayList<>();
        for (Answer answer : answers) {
            whole.append(answer.whole()).append('\n');
            rows.addAll(answer.texts());
            answer.rows()
                    .forEach(row -> row.forEach(value ->
                            value.ifPresent(octets -> raw.append(hex(octets)).append(' '))));
        }
        return in(whole.toString(), raw.toString(), rows);
    }

    /** The same over texts alone. */
    List<Hit> inTexts(List<List<Optional<String>>> rows) {
        StringBuilder whole = new StringBuilder();
        rows.forEach(row -> whole.append(row).append('\n'));
        return in(whole.toString(), "", rows);
    }

    private List<Hit> in(String whole, String raw, List<List<Optional<String>>> rows) {
        String lower = whole.toLowerCase(Locale.ROOT);
        String bare = bare(lower);
        String single = singles(rows).toLowerCase(Locale.ROOT);
        String codes = coded(whole).toLowerCase(Locale.ROOT);
        List<Hit> hits = new ArrayList<>();
        for (Needles each : needles) {
            Optional<String> form = each.digits()
                    .filter(number -> number.matcher(lower).find()
                            || number.matcher(single).find())
                    .map(_ -> "digits")
                    .or(() -> among(each.texts(), lower, "text"))
                    .or(() -> among(each.texts(), raw, "octets"))
                    .or(() -> among(each.texts(), bare, "letters and digits"))
                    .or(() -> among(each.texts(), single, "single characters"))
                    .or(() -> among(each.texts(), codes, "codes of characters"));
            form.ifPresent(found -> hits.add(new Hit(each.canary(), found)));
        }
        return hits;
    }

    private static Optional<String> among(List<String> needles, String text, String form) {
        return needles.stream().anyMatch(text::contains) ? Optional.of(form) : Optional.empty();
    }

    /** What stands in values of one character each, column by column. */
    private static String singles(List<List<Optional<String>>> rows) {
        int width = rows.stream().mapToInt(List::size).max().orElse(0);
        StringBuilder all = new StringBuilder();
        for (int at = 0; at < width; at++) {
            for (List<Optional<String>> row : rows) {
                if (at < row.size()) {
                    row.get(at).filter(value -> value.length() == 1).ifPresent(all::append);
                }
            }
            all.append('\n');
        }
        return all.toString();
    }

    /** Numbers that are codes of characters, as characters. */
    private static String coded(String text) {
        StringBuilder letters = new StringBuilder();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            int value = Integer.parseInt(code.group(1));
            if (value >= ' ' && value < 127) {
                letters.append((char) value);
            }
        }
        return letters.toString();
    }
}
