package dev.sallyport.audit;

/** A record's id: a UUID version 7 (RFC 9562, section 5.7), so that ids sort by time. */
public record RecordId(long high, long low) {

    @Override
    public String toString() {
        return new java.util.UUID(high, low).toString();
    }

    void writeTo(RecordBuffer out) {
        out.hex(high >>> 32, 8).write('-').hex(high >>> 16, 4).write('-').hex(high, 4);
        out.write('-').hex(low >>> 48, 4).write('-').hex(low, 12);
    }
}
