package dev.sallyport.serve;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds hidden values in what came back, in any form that the corpus knows of. */
final class Canaries {

    /** What is in hidden values and nowhere else (fixture/data.sql). */
    private static final List<String> WORDS = List.of(
            "qzmail",
            "qzssn",
            "qzphone",
            "qznote",
            "qzprof",
            "qzalias",
            "qzphoto",
            "qzstreet",
            "qztown",
            "qztax",
            "qzcard",
            "qzpin",
            "qzvault",
            "qzguest",
            "qzbody",
            "qzload",
            "qzhidden",
            "qzfar",
            "qzbio",
            "qzlogin",
            "qzevent",
            "qzlarge",
            "qzactivity",
            "qzown",
            "qzwait");

    private static final List<String> NUMBERS =
            List.of("481516", "481517", "77330", "90210", "1973-11", "1973-12", "13:37", "c0ffee42");

    private static final int CODES = 3;
    private static final Pattern CODE = Pattern.compile("(?<![0-9])(9[0-9]|1[01][0-9]|12[0-2])(?![0-9])");

    private final List<String> needles = new ArrayList<>();
    private final List<String> hashes;

    /** @param hidden whole values, of which a digest tells as well */
    Canaries(List<String> hidden) {
        for (String word : WORDS) {
            needles.add(word);
            needles.add(new StringBuilder(word).reverse().toString());
            needles.add(HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)));
            for (int before = 0; before < CODES; before++) {
                needles.add(base64(before, word).toLowerCase(Locale.ROOT));
            }
        }
        for (String number : NUMBERS) {
            needles.add(number);
            needles.add(new StringBuilder(number).reverse().toString());
        }
        for (int salary = 48151600; salary < 48151720; salary++) {
            needles.add(HexFormat.of()
                    .formatHex(ByteBuffer.allocate(4).putInt(salary).array()));
            needles.add(Integer.toHexString(salary));
        }
        hashes = hidden.stream()
                .flatMap(value -> List.of(digest("MD5", value), digest("SHA-256", value)).stream())
                .toList();
    }

    /** The part of the encoded word that is the same whatever stands before and behind it. */
    private static String base64(int before, String word) {
        byte[] octets = ("x".repeat(before) + word).getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getEncoder().withoutPadding().encodeToString(octets);
        int from = (before * 8 + 5) / 6;
        int to = octets.length * 8 / 6;
        return encoded.substring(from, to);
    }

    private static String digest(String algorithm, String value) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** What was found, for people. */
    Optional<String> in(List<CorpusAnswer> answers) {
        List<String> texts = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        StringBuilder raw = new StringBuilder();
        StringBuilder single = new StringBuilder();
        for (CorpusAnswer answer : answers) {
            all.append(answer.whole()).append('\n');
            int width = answer.rows().stream().mapToInt(List::size).max().orElse(0);
            StringBuilder[] down = new StringBuilder[width];
            for (List<byte[]> row : answer.rows()) {
                for (int at = 0; at < row.size(); at++) {
                    byte[] value = row.get(at);
                    if (value != null) {
                        raw.append(HexFormat.of().formatHex(value)).append(' ');
                        if (value.length == 1) {
                            single.append((char) value[0]);
                            down[at] = (down[at] == null ? new StringBuilder() : down[at]).append((char) value[0]);
                        }
                    }
                }
            }
            for (StringBuilder column : down) {
                if (column != null) {
                    texts.add(column.toString());
                }
            }
        }
        String whole = all.toString();
        texts.add(whole);
        texts.add(raw.toString());
        texts.add(single.toString());
        texts.add(whole.replaceAll("[^A-Za-z0-9]", ""));
        texts.add(coded(whole));
        for (String text : texts) {
            String lower = text.toLowerCase(Locale.ROOT);
            for (String needle : needles) {
                int at = lower.indexOf(needle);
                if (at >= 0) {
                    return Optional.of(needle + " in ..."
                            + text.substring(Math.max(0, at - 40), Math.min(text.length(), at + 60))
                                    .replace('\n', ' '));
                }
            }
            for (String hash : hashes) {
                if (lower.contains(hash)) {
                    return Optional.of("the digest of a hidden value: " + hash);
                }
            }
        }
        return Optional.empty();
    }

    /** Numbers that are codes of small letters, as letters. */
    private static String coded(String text) {
        StringBuilder letters = new StringBuilder();
        Matcher code = CODE.matcher(text);
        while (code.find()) {
            letters.append((char) Integer.parseInt(code.group(1)));
        }
        return letters.toString();
    }
}
