package dev.sallyport.wire.postgres;

import dev.sallyport.catalog.SearchPath;
import dev.sallyport.governor.SessionGovernor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What is known of an open session that both its sides act on. Belongs to the session's own thread.
 */
final class Open {

    private final SessionGovernor governor;
    private final Prepared prepared = new Prepared();
    private final Deque<Exchange> owed = new ArrayDeque<>();

    /** The transaction's state as of the last ReadyForQuery. */
    private byte transaction = Protocol.IDLE;

    /** Whether something was sent to run since then: the status may have moved on, as by a ROLLBACK. */
    private boolean transactionStale;

    /** Whether messages of the extended protocol were sent since the last Sync. */
    private boolean batchOpen;

    /** Whether everything from the client is dropped up to its next Sync, because something before it failed. */
    private boolean skipping;

    /** Whether the database waits for COPY data. */
    private boolean copyIn;

    /** Whether the client has ended its COPY data before the database asked for it. */
    private boolean copyEnded;

    /** Whether names may mean something else than the last time the database was asked. */
    private boolean pathMoved;

    /** Whether that may be undone when the transaction ends. */
    private boolean pathTouched;

    /** Whether text may be read differently than the last ParameterStatus told. */
    private boolean readingMoved;

    /** Whether the transaction has changed the structure of the database. */
    private boolean catalogTouched;

    private String clientEncoding;
    private String serverEncoding;
    private boolean standardStrings = true;

    Open(SessionGovernor governor, String clientEncoding, String serverEncoding) {
        this.governor = governor;
        this.clientEncoding = clientEncoding;
        this.serverEncoding = serverEncoding;
    }

    SessionGovernor governor() {
        return governor;
    }

    Prepared prepared() {
        return prepared;
    }

    Deque<Exchange> owed() {
        return owed;
    }

    byte transaction() {
        return transaction;
    }

    /** Nothing is owed, nothing is half sent. */
    boolean quiet() {
        return owed.isEmpty() && !batchOpen;
    }

    boolean batchOpen() {
        return batchOpen;
    }

    void batchOpen(boolean open) {
        batchOpen = open;
    }

    boolean skipping() {
        return skipping;
    }

    void skipping(boolean on) {
        skipping = on;
    }

    boolean copyIn() {
        return copyIn;
    }

    void copyIn(boolean on) {
        copyIn = on;
    }

    boolean copyEnded() {
        return copyEnded;
    }

    void copyEnded(boolean on) {
        copyEnded = on;
    }

    /** Whether the database must be asked before names can be resolved. In a failed transaction it would not answer. */
    boolean mustAskPath() {
        return pathMoved && !(transaction == Protocol.FAILED && !transactionStale);
    }

    /** Something is sent that runs. */
    void runs() {
        transactionStale = true;
    }

    boolean pathTouched() {
        return pathTouched;
    }

    void pathMoves() {
        pathMoved = true;
        pathTouched = true;
    }

    /** A transaction may end now, and with it what was set in it. */
    void transactionMayEnd() {
        pathMoved |= pathTouched;
    }

    void readingMoves() {
        readingMoved = true;
    }

    void catalogTouches() {
        catalogTouched = true;
        governor.catalogChanged();
    }

    /** The database's answer. The number of the session's temporary schema says nothing, so it is left out. */
    void path(List<String> schemas) {
        List<String> names = new ArrayList<>();
        for (String schema : schemas) {
            names.add(schema.startsWith("pg_temp_") ? "pg_temp" : schema);
        }
        governor.searchPath(new SearchPath(names));
        pathMoved = false;
    }

    void parameter(String name, String value) {
        switch (name) {
            case "client_encoding" -> clientEncoding = value;
            case "server_encoding" -> serverEncoding = value;
            case "standard_conforming_strings" -> standardStrings = value.equals("on");
            default -> {
                // Others do not change what a text means.
            }
        }
    }

    /** ReadyForQuery. */
    void ready(byte status) {
        transaction = status;
        transactionStale = false;
        for (Exchange exchange : owed) {
            transactionStale |= exchange instanceof Exchange.Executed || exchange instanceof Exchange.Queried;
        }
        if (status == Protocol.IDLE) {
            pathMoved |= pathTouched;
            pathTouched = false;
            if (catalogTouched) {
                catalogTouched = false;
                governor.catalogChanged();
            }
        }
        if (owed.isEmpty()) {
            readingMoved = false;
            if (status == Protocol.IDLE) {
                prepared.transactionEnded();
            }
        }
    }

    /**
     * Whether the database reads a text as the grammar does. Without a backslash and beyond ASCII every setting reads it
     * alike.
     */
    boolean readAsWritten(String text) {
        boolean backslash = text.indexOf('\\') >= 0;
        if (backslash && (!standardStrings || readingMoved)) {
            return false;
        }
        return readAsSent(text);
    }

    /** Whether the database takes the bytes of a text for its characters. */
    boolean readAsSent(String text) {
        boolean utf8 = clientEncoding.equals("UTF8")
                || (clientEncoding.equals("SQL_ASCII")
                        && (serverEncoding.equals("UTF8") || serverEncoding.equals("SQL_ASCII")));
        return (utf8 && !readingMoved) || text.chars().allMatch(c -> c < 0x80);
    }
}
