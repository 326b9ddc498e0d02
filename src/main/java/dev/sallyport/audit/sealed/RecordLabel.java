package dev.sallyport.audit.sealed;

import java.util.HexFormat;

/**
 * Where a record's key is in the {@link KeyTree} of its hour.
 *
 * @param bits the first 24 of the run's name, the last 8 of the lane's number, the last 32 of the record's number among those of
 *     its lane. Should two records of an hour have the same, they have one key, and are destroyed together
 */
public record RecordLabel(long bits) {

    private static final int BOOT_SHIFT = 40;
    private static final int LANE_SHIFT = 32;

    /** @param boot the first half of the run's name */
    public static RecordLabel of(long boot, int lane, long number) {
        return new RecordLabel(
                boot >>> BOOT_SHIFT << BOOT_SHIFT | (lane & 0xFFL) << LANE_SHIFT | number & 0xFFFF_FFFFL);
    }

    /** 16 hex digits. */
    String hex() {
        return HexFormat.of().toHexDigits(bits);
    }

    /** @throws IllegalArgumentException when it is none */
    static RecordLabel parse(String hex) {
        return new RecordLabel(HexFormat.fromHexDigitsToLong(hex));
    }
}
