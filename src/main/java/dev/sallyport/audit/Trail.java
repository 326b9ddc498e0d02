package dev.sallyport.audit;

import dev.sallyport.identity.Session;

/**
 * Writes a session's records to its lane. For the lane's own thread.
 *
 * <p>Every method either has put its record into the journal when it returns, or throws {@link JournalUnavailable}; then
 * what the record was to tell of must not happen.
 */
public final class Trail {

    private final Lane lane;
    private final SessionPart part;

    public Trail(Lane lane, Session session, String engine, String databaseUser) {
        this.lane = lane;
        this.part = SessionPart.of(session, engine, databaseUser);
    }

    /** Before a statement is forwarded. */
    public RecordId intent(StatementPart statement) {
        return statement("q.intent", statement);
    }

    /** Instead of forwarding a statement. */
    public RecordId denied(StatementPart statement) {
        return statement("q.deny", statement);
    }

    private RecordId statement(String kind, StatementPart statement) {
        RecordBuffer out = lane.start();
        out.raw(statement.configuration()).raw(part.database()).raw(statement.decision());
        RecordId id = lane.middle(kind);
        out.raw(statement.objects())
                .raw(part.session())
                .raw(statement.statement())
                .raw(part.subject());
        lane.finish();
        return id;
    }

    /** Before the client sees the end of a statement. */
    public void outcome(RecordId intent, Outcome outcome) {
        RecordBuffer out = lane.start();
        lane.middle("q.outcome");
        out.raw("\"ref\":\"");
        intent.writeTo(out);
        out.raw("\",\"res\":{");
        if (outcome.affected() >= 0) {
            out.member("aff", outcome.affected());
        }
        out.member("bout", outcome.bytes());
        if (!outcome.code().isEmpty()) {
            out.member("code", outcome.code());
        }
        out.member("dur", outcome.micros())
                .member("rows", outcome.rows())
                .member("st", outcome.status().label())
                .raw("},")
                .raw(part.id());
        lane.finish();
    }

    /** The session may begin. */
    public void opened(String policyVersion) {
        RecordBuffer out = lane.start();
        out.raw(new RecordBuffer().member("cfg", policyVersion).raw(",").toBytes())
                .raw(part.database());
        lane.middle("ses.open");
        out.raw(part.session()).raw(part.subject());
        lane.finish();
    }

    /** @param why what ended it, for people */
    public void closed(String why) {
        RecordBuffer out = lane.start();
        out.raw(part.database());
        lane.middle("ses.close");
        out.raw(new RecordBuffer()
                        .open("res")
                        .member("why", why)
                        .close()
                        .raw(",")
                        .toBytes())
                .raw(part.session())
                .raw(part.subject());
        lane.finish();
    }
}
