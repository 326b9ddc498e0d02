package dev.sallyport.classify.detect;

/** A kind of data worth protecting, with the tag that policies know it by. */
public enum Kind {
    EMAIL("pii.email", false),
    PHONE("pii.phone", false),
    PERSON_NAME("pii.name", false),
    USERNAME("pii.username", false),
    ADDRESS("pii.address", false),
    BIRTH_DATE("pii.birth-date", false),
    IP_ADDRESS("pii.ip", false),
    LOCATION("pii.location", false),
    NATIONAL_ID("pii.national-id", true),
    IBAN("pii.iban", true),
    BANK_ACCOUNT("pii.bank-account", false),
    CARD_NUMBER("pci.pan", true),
    CARD_SECURITY_CODE("pci.cvv", false),
    SECRET("secret", false);

    private final String tag;
    private final boolean checked;

    Kind(String tag, boolean checked) {
        this.tag = tag;
        this.checked = checked;
    }

    public String tag() {
        return tag;
    }

    /** Whether real values have check digits, so that a value of the right form without them proves little. */
    public boolean checked() {
        return checked;
    }

    /** Whether it tells who a person is, so that the parts of addresses and places beside it are about that person. */
    public boolean identifies() {
        return switch (this) {
            case EMAIL, PHONE, PERSON_NAME, BIRTH_DATE, NATIONAL_ID -> true;
            case USERNAME, ADDRESS, IP_ADDRESS, LOCATION, IBAN, BANK_ACCOUNT, CARD_NUMBER, CARD_SECURITY_CODE, SECRET ->
                false;
        };
    }
}
