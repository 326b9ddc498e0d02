package dev.sallyport.audit;

import java.security.SecureRandom;

/** Names one run of a gate: 128 random bits. */
public record BootId(long high, long low) {

    public static BootId random() {
        SecureRandom random = new SecureRandom();
        return new BootId(random.nextLong(), random.nextLong());
    }

    /** @param text what {@link #toString} gave */
    public static BootId parse(String text) {
        int half = text.length() / 2;
        return new BootId(
                Long.parseUnsignedLong(text, 0, half, 16), Long.parseUnsignedLong(text, half, text.length(), 16));
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
