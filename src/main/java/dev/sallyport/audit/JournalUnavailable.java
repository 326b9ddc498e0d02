package dev.sallyport.audit;

import org.jspecify.annotations.Nullable;

/** The journal cannot take a record. What the record was of must not happen. */
public final class JournalUnavailable extends RuntimeException {
    public JournalUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
