package dev.sallyport.yaml;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
public final class Units {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\s*([A-Za-z]*)");
    private static final Map<String, Duration> TIMES = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZES = Map.of(
            "", 1L,
            "B", 1L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30,
            "TiB", 1L << 40,
            "kB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "TB", 1_000_000_000_000L);

    private Units() {}

    /** {@code 500ms}, {@code 30s}, {@code 10m}, {@code 2h}, {@code 1d}; a unit is needed. Empty when it is not one. */
    public static Optional<Duration> duration(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Optional<Duration> unit = Optional.ofNullable(TIMES.get(form.group(2)));
        try {
            return unit.map(one -> one.multipliedBy(Long.parseLong(form.group(1))));
        } catch (ArithmeticException tooLong) {
            return Optional.empty();
        }
    }

    /** Bytes: {@code 16MiB}, {@code 1GiB}, {@code 500kB}, {@code 4096}. Empty when it is not a size. */
    public static OptionalLong bytes(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return OptionalLong.empty();
        }
        Long unit = SIZES.get(form.group(2));
        if (unit == null) {
            return OptionalLong.empty();
        }
        BigInteger bytes = new BigInteger(form.group(1)).multiply(BigInteger.valueOf(unit));
        return bytes.bitLength() < Long.SIZE ? OptionalLong.of(bytes.longValue()) : OptionalLong.empty();
    }
}
