package dev.sallyport.audit;

import java.util.Locale;

/**
 * How an execution ended.
 *
 * @param code the SQLSTATE when it did not end well, else empty
 * @param rows result rows that were sent to the client
 * @param affected the count in the command tag, or -1 when there is none
 * @param bytes what was sent to the client for it
 * @param micros from being forwarded to its end
 */
public record Outcome(Status status, String code, long rows, long affected, long bytes, long micros) {

    /** What became of an execution. */
    public enum Status {
        OK,
        ERROR,
        /** Stopped by the user, by a limit or by an administrator. */
        CANCELLED,
        /** Never started: an earlier statement of the same batch failed. */
        SKIPPED,
        /** The connection or the gate was lost before the end was known. */
        UNKNOWN;

        private final String label = name().toLowerCase(Locale.ROOT);

        public String label() {
            return label;
        }

        /** Whether it is an end that a client waits for. */
        boolean seen() {
            return switch (this) {
                case OK, ERROR, CANCELLED -> true;
                case SKIPPED, UNKNOWN -> false;
            };
        }
    }
}
