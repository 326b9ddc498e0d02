package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Refusal;

/** What clients are told of messages that are refused for what they are, whatever policy says. */
final class ClientRefusals {

    static final Refusal NOT_UTF8 = Refusal.of(
            "22021",
            "the statement is not valid UTF-8",
            "Use client_encoding UTF8 for statements that are not plain ASCII.");

    static final Refusal READ_OTHERWISE = unsupported(
            "with the present client_encoding and standard_conforming_strings this text may not mean what it says",
            "Use client_encoding UTF8 and standard_conforming_strings on.");

    static final Refusal MISREAD = unsupported(
            "with the present client_encoding the masks and filters of this statement would be misread",
            "Use client_encoding UTF8.");

    static final Refusal OBJECT_IDS = unsupported(
            "parameters of object identifier types are not available in a session with filters",
            "Declare them as bigint.");

    static final Refusal FUNCTION_CALL = unsupported(
            "the function call message is not available through Sallyport", "Call the function in a SELECT statement.");

    static final Refusal CHANGED = unsupported(
            "cached plan must not change result type",
            "Policy or catalog have changed what this statement may see. Prepare it again.");

    static final Refusal PATH_UNCLEAR = unsupported(
            "the search path was changed in this transaction and may change back within this text",
            "Send the end of the transaction in a message of its own.");

    static final Refusal UNCOUNTED_COPY = unsupported(
            "with a limit of changed rows, COPY from the client runs as a simple query only",
            "Send COPY by the simple query protocol, or INSERT.");

    static final Refusal UNCOUNTED_PARTS = unsupported(
            "with a limit of changed rows, a query that calls code gives all its rows at once",
            "Execute it without a number of rows (a fetch size).");

    static final Refusal UNCOUNTED_EXECUTE = Refusal.of(
            Refusal.DENIED,
            "with a limit of changed rows, EXECUTE cannot run a statement that changes some",
            "Execute it by the protocol's own messages, or send its text.");

    static final Refusal SHOWN = Refusal.of(
            Refusal.DENIED, "EXPLAIN EXECUTE would show how the prepared statement is governed", "Explain its text.");

    private ClientRefusals() {}

    private static Refusal unsupported(String what, String remedy) {
        return Refusal.of(Refusal.UNSUPPORTED, what, remedy);
    }

    static Refusal tooLong(int length, int most) {
        return Refusal.of(
                Refusal.LIMIT,
                "a statement of %d bytes is longer than the %d that are judged".formatted(length, most),
                "Send data as parameters or by COPY instead of in the text.");
    }

    /** @param code PostgreSQL's for a name of that kind */
    static Refusal unknownName(String code, String what, String name) {
        return Refusal.of(
                code, what + " \"" + name + "\" does not exist", "Names are known once their statement has succeeded.");
    }
}
