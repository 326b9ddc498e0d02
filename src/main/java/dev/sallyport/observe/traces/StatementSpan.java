package dev.sallyport.observe.traces;

import java.time.Instant;
import java.util.Optional;

/**
 * A statement that has ended or was refused.
 *
 * @param database by the name that clients connect to
 * @param parent what it belongs to; without it, it is a trace of its own
 * @param micros how long it took
 * @param status how it ended, as records call it; {@code denied} when it was refused
 * @param code the SQLSTATE when it did not end well, else empty
 * @param rows that were sent to the client
 * @param record the id of its record
 */
public record StatementSpan(
        StatementFacts facts,
        String database,
        Optional<TraceParent> parent,
        Instant end,
        long micros,
        String status,
        String code,
        long rows,
        String record) {}
