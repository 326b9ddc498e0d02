package dev.sallyport.classify;

import dev.sallyport.catalog.ColumnType;
import dev.sallyport.classify.detect.Kind;
import java.util.Set;

/** Which kinds of data a type can hold: {@code email_verified boolean} is no address, whatever its name. */
final class Capacity {

    private static final Set<Kind> NUMBERS = Set.of(
            Kind.PHONE,
            Kind.NATIONAL_ID,
            Kind.CARD_NUMBER,
            Kind.CARD_SECURITY_CODE,
            Kind.BANK_ACCOUNT,
            Kind.BIRTH_DATE,
            Kind.ADDRESS);
    private static final Set<Kind> DECIMALS =
            Set.of(Kind.PHONE, Kind.NATIONAL_ID, Kind.CARD_NUMBER, Kind.BANK_ACCOUNT, Kind.LOCATION);
    private static final Set<String> PLACES = Set.of("point", "geometry", "geography");

    private Capacity() {}

    static boolean holds(ColumnType type, Kind kind) {
        return switch (type.family()) {
            case TEXT, JSON, BYTES -> true;
            case INTEGER -> NUMBERS.contains(kind);
            case NUMERIC -> DECIMALS.contains(kind);
            case TEMPORAL -> kind == Kind.BIRTH_DATE;
            case UUID -> kind == Kind.SECRET;
            case BOOLEAN -> false;
            case OTHER -> other(type, kind);
        };
    }

    static boolean isAddress(ColumnType type) {
        return type.sql().equals("inet");
    }

    private static boolean other(ColumnType type, Kind kind) {
        if (isAddress(type)) {
            return kind == Kind.IP_ADDRESS;
        }
        String sql = type.sql();
        String name = sql.substring(sql.lastIndexOf('.') + 1).replaceFirst("\\(.*", "");
        return PLACES.contains(name) ? kind == Kind.LOCATION : type.holdsTexts() || !sql.startsWith("interval");
    }
}
