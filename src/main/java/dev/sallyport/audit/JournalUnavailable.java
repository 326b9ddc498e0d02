package dev.sallyport.audit;

import org.jspecify.annotations.Nullable;

/** The journal cannot take a record. What the record was of must not happen. */
public final class JournalUnavailable extends RuntimeException {

    private final Reason reason;

    /** What is in the way. */
    public enum Reason {
        /** There is no room on the disk, or no more of it for this user. */
        DISK_FULL("disk full"),
        /** The disk cannot be written: an error of it, a file system that is read-only, a folder that is gone. */
        DISK_FAILED("disk failed"),
        /** It is this record, which is longer than any may be. */
        TOO_LONG("record too long");

        private final String label;

        Reason(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    JournalUnavailable(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** That it is still so. */
    JournalUnavailable again() {
        return new JournalUnavailable(reason, String.valueOf(getMessage()), this);
    }
}
