package dev.sallyport.audit;

import dev.sallyport.identity.Session;

/**
 * Writes a session's records to its lane. For the lane's own thread.
 *
 * <p>Every method either has put its record into the journal when it returns, or throws {@link JournalUnavailable}; then
 * what the record was to tell of must not happen. What has happened already is recorded as soon as that is possible.
 */
public final class Trail {

    private final Lane lane;
    private final SessionPart part;

    /** How many records there were with the last intent. */
    private long intents;

    public Trail(Lane lane, Session session, Served database) {
        this.lane = lane;
        this.part = SessionPart.of(session, database);
    }

    /** Whether records have the {@linkplain Particulars particulars} of statements. */
    public boolean takesParticulars() {
        return lane.takesParticulars();
    }

    /** Before a statement is forwarded. */
    public RecordId intent(StatementPart statement, Particulars particulars) {
        RecordId id = statement("q.intent", statement, particulars);
        lane.begun();
        intents = lane.position();
        return id;
    }

    /** Whether all intents so far survive what they have to before their statements may be forwarded. */
    public boolean durable() {
        return lane.durable(intents);
    }

    /**
     * Has something run when {@link #durable} has become true, or will not soon: it has to ask.
     *
     * @param then runs on another thread, which it must not hold up
     */
    public void whenDurable(Runnable then) {
        lane.whenDurable(intents, then);
    }

    /** Instead of forwarding a statement. */
    public RecordId denied(StatementPart statement, Particulars particulars) {
        return statement("q.deny", statement, particulars);
    }

    private RecordId statement(String kind, StatementPart statement, Particulars particulars) {
        RecordBuffer out = lane.start();
        out.raw(statement.configuration()).raw(part.database()).raw(statement.decision());
        RecordId id = lane.middle(kind);
        out.raw(statement.objects());
        if (!statement.discreet()) {
            lane.particulars(particulars);
        }
        out.raw(part.session()).raw(statement.statement()).raw(part.subject());
        lane.finish(alike(statement));
        return id;
    }

    /** The same for what is the same but for a few members. */
    private int alike(Object of) {
        return (31 * System.identityHashCode(part) + System.identityHashCode(of)) * 0x9e3779b9 | 1;
    }

    /**
     * Before the client sees the end of a statement.
     *
     * @throws JournalUnavailable when that end is not recorded yet, and one that somebody waits for: it must not be seen
     */
    public void outcome(RecordId intent, Outcome outcome) {
        try {
            write(intent, outcome);
        } catch (JournalUnavailable refused) {
            lane.owe(refused, () -> write(intent, outcome));
            if (outcome.status().seen()) {
                throw refused;
            }
        }
    }

    private void write(RecordId intent, Outcome outcome) {
        RecordBuffer out = lane.startEnd();
        lane.middle("q.outcome");
        out.mark().raw("\"ref\":\"");
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
                .mark()
                .raw(part.id());
        lane.finishEnd(alike(part));
        lane.ended();
    }

    /**
     * The session may begin.
     *
     * @throws JournalUnavailable also when there is still room, but not for long: then nobody new is let in
     */
    public void opened(String policyVersion) {
        lane.admit();
        RecordBuffer out = lane.start();
        out.raw(new RecordBuffer().member("cfg", policyVersion).raw(",").toBytes())
                .raw(part.database());
        lane.middle("ses.open");
        out.raw(part.session()).raw(part.subject());
        lane.finish();
    }

    /**
     * The session has ended.
     *
     * @param why what ended it, for people
     */
    public void closed(String why) {
        try {
            writeClosed(why);
        } catch (JournalUnavailable refused) {
            lane.owe(refused, () -> writeClosed(why));
        }
    }

    private void writeClosed(String why) {
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
