package dev.sallyport.audit;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Writes the records that belong to no session: the gate's own life, log-ins that failed, changes of policy. What has
 * happened already is recorded as soon as that is possible; a log-in that cannot be recorded must not be answered.
 */
public final class GateTrail {

    private final Lane lane;

    /** @param lane used by the calling thread only, or under the caller's own exclusion */
    public GateTrail(Lane lane) {
        this.lane = lane;
    }

    /** @param version the product's version */
    public void started(String version, String policyVersion) {
        whenPossible(() -> {
            lane.start().raw("\"cfg\":\"").raw(policyVersion).raw("\",");
            lane.middle("log.start");
            lane.buffer()
                    .raw(fragment(new RecordBuffer()
                            .open("res")
                            .member("ver", version)
                            .close()));
            lane.finish();
        });
    }

    /** @param keys the public keys that the log is signed with from now on */
    public void keys(List<String> keys) {
        whenPossible(() -> {
            lane.start();
            lane.middle("log.key");
            lane.buffer()
                    .raw(fragment(
                            new RecordBuffer().open("res").member("keys", keys).close()));
            lane.finish();
        });
    }

    private void whenPossible(Runnable write) {
        try {
            write.run();
        } catch (JournalUnavailable refused) {
            lane.owe(refused, write);
        }
    }

    /**
     * How far each lane of this run has come: whoever has the log can tell that nothing is missing at a lane's end.
     *
     * @param counts of each lane at least so many records
     * @throws JournalUnavailable when that cannot be recorded; the next one tells more
     */
    public void heartbeat(List<Long> counts) {
        lane.start();
        lane.middle("log.heartbeat");
        lane.buffer().raw(lanes(counts));
        lane.finish();
    }

    private static byte[] lanes(List<Long> counts) {
        RecordBuffer out = new RecordBuffer().open("res").key("lanes").raw("[");
        for (int at = 0; at < counts.size(); at++) {
            out.raw(at == 0 ? "" : ",").number(counts.get(at));
        }
        return fragment(out.raw("]").close());
    }

    /**
     * This run has ended, and whatever it began.
     *
     * @param counts how many records each lane has, this one not counted
     * @throws JournalUnavailable when that cannot be recorded: then the next run makes good what is left
     */
    public void stopped(List<Long> counts) {
        lane.start();
        lane.middle("log.stop");
        lane.buffer().raw(lanes(counts));
        lane.finish();
    }

    /**
     * A log-in that did not lead to a session.
     *
     * @param name who the client said it was; not proven
     * @param jurisdiction of the database; empty when it has none, or there is no such database
     * @param address the client's
     * @param why for administrators; the client is told less
     * @throws JournalUnavailable if that cannot be recorded
     */
    public void loginFailed(
            String name, String database, String jurisdiction, String address, String method, String why) {
        RecordBuffer out = lane.start();
        RecordBuffer about = new RecordBuffer().open("db");
        if (!jurisdiction.isEmpty()) {
            about.member("jur", jurisdiction);
        }
        out.raw(fragment(about.member("name", database).close()));
        lane.middle("auth.fail");
        out.raw(fragment(new RecordBuffer()
                .open("res")
                .member("st", "error")
                .member("why", why)
                .close()
                .open("src")
                .member("auth", method)
                .member("net", address)
                .close()
                .open("sub")
                .member("id", name)
                .close()));
        lane.finish();
    }

    /** @param why empty, or why the new version was not taken */
    public void policyChanged(String from, String to, String why) {
        RecordBuffer members = new RecordBuffer().open("res").member("new", to);
        members.member("st", why.isEmpty() ? "ok" : "error");
        if (!why.isEmpty()) {
            members.member("why", why);
        }
        byte[] result = fragment(members.close());
        whenPossible(() -> {
            lane.start().raw("\"cfg\":\"").raw(from).raw("\",");
            lane.middle("log.policy");
            lane.buffer().raw(result);
            lane.finish();
        });
    }

    /**
     * An earlier run of the gate ended without saying so, and every statement of it that was under way has its outcome now.
     *
     * @param unknown how many those are
     */
    public void recoveredAll(BootId run, long unknown) {
        whenPossible(() -> {
            lane.start();
            lane.middle("log.recovered");
            lane.buffer()
                    .raw(fragment(new RecordBuffer()
                            .open("res")
                            .member("rows", unknown)
                            .member("run", run.toString())
                            .close()));
            lane.finish();
        });
    }

    /**
     * What is known of a person is to be erased from what belongs to the log.
     *
     * @param unit their pseudonym in it
     * @param reference the case or ticket
     * @param why for auditors
     * @param by the administrators who ordered it, the first, and agreed to it
     */
    public void erase(String unit, String reference, String why, List<String> by) {
        order("log.erase", Optional.of(unit), Optional.empty(), reference, why, by);
    }

    /**
     * What a statement said is to be erased from what belongs to the log.
     *
     * @param hour the unit that it is sealed under
     * @param record the id of its record
     * @param reference the case or ticket
     * @param why for auditors
     * @param by the administrators who ordered it, the first, and agreed to it
     */
    public void eraseStatement(String hour, String record, String reference, String why, List<String> by) {
        order("log.erase", Optional.of(hour), Optional.of(record), reference, why, by);
    }

    /**
     * What is sealed of a person, or everything, must not be destroyed.
     *
     * @param unit their pseudonym; empty for everything
     * @throws JournalUnavailable if that cannot be recorded: then it does not hold
     */
    public void hold(Optional<String> unit, String reference, String why, List<String> by) {
        order("log.hold", unit, Optional.empty(), reference, why, by);
    }

    /** That may be destroyed again, as far as this case goes. */
    public void release(Optional<String> unit, String reference, String why, List<String> by) {
        order("log.release", unit, Optional.empty(), reference, why, by);
    }

    private void order(
            String kind,
            Optional<String> unit,
            Optional<String> record,
            String reference,
            String why,
            List<String> by) {
        RecordBuffer members = new RecordBuffer().open("res").member("case", reference);
        unit.ifPresent(one -> members.member("eu", one));
        record.ifPresent(one -> members.member("rec", one));
        members.member("why", why)
                .close()
                .open("sub")
                .member("apr", by.subList(1, by.size()))
                .member("id", by.getFirst())
                .close();
        lane.start();
        lane.middle(kind);
        lane.buffer().raw(fragment(members));
        lane.finish();
    }

    /**
     * What is sealed was kept long enough, and is to be destroyed.
     *
     * @param jurisdiction of the databases that it is about; empty for what belongs to none
     * @param before of the days before this one, in UTC
     * @param keep by which rule
     * @param parts how many sealed parts of records that is by now
     * @throws JournalUnavailable if that cannot be recorded: then nothing is destroyed
     */
    public void retain(String jurisdiction, LocalDate before, String keep, long parts) {
        RecordBuffer members = new RecordBuffer()
                .open("res")
                .member("before", before.toString())
                .member("keep", keep);
        if (!jurisdiction.isEmpty()) {
            members.member("jur", jurisdiction);
        }
        outlived(members.member("of", "sealed").member("rows", parts));
    }

    /**
     * Who persons were whom no record names any more is to be forgotten.
     *
     * @param before none of this day, in UTC, or a later one
     * @param keep by which rule
     * @param persons how many that is by now
     * @throws JournalUnavailable if that cannot be recorded: then nobody is forgotten
     */
    public void forget(LocalDate before, String keep, long persons) {
        outlived(new RecordBuffer()
                .open("res")
                .member("before", before.toString())
                .member("keep", keep)
                .member("of", "names")
                .member("rows", persons));
    }

    private void outlived(RecordBuffer members) {
        lane.start();
        lane.middle("log.retain");
        lane.buffer().raw(fragment(members.close()));
        lane.finish();
    }

    /** The outcome of a statement whose end this gate's earlier run did not see. */
    public void recovered(String intent, String session) {
        whenPossible(() -> {
            RecordBuffer out = lane.start();
            lane.middle("q.outcome");
            out.raw(fragment(new RecordBuffer()
                    .member("ref", intent)
                    .open("res")
                    .member("st", Outcome.Status.UNKNOWN.label())
                    .member("why", "gate_lost")
                    .close()
                    .member("ses", session)));
            lane.finish();
        });
    }

    private static byte[] fragment(RecordBuffer members) {
        return members.raw(",").toBytes();
    }
}
