package dev.sallyport.audit;

import java.security.SecureRandom;

/** Names one run of a gate: 128 random bits. */
public record BootId(long high, long low) {

    public static BootId random() {
        SecureRandom random = new SecureRandom();
        return new BootId(random.nextLong(), random.nextLong());
    }

    /** 32 hex digits. */
    @Override
    public String toString() {
        return "%016x%016x".formatted(high, low);
    }
}
