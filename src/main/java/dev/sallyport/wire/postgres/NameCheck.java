package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Plan;
import dev.sallyport.governor.Refusal;
import dev.sallyport.policy.Limits;
import dev.sallyport.statement.NamedObject;
import java.util.Optional;

/**
 * Looks after the names of prepared statements, portals and cursors that messages and their statements use: they must be of
 * things that were judged, and for which that still holds.
 */
final class NameCheck {

    private final Open session;
    private final Listening client;
    private final Inquiry inquiry;

    /** Whether the first message stays until the database is ready the next time. */
    private boolean forQuiet;

    NameCheck(Open session, Listening client, Inquiry inquiry) {
        this.session = session;
        this.client = client;
        this.inquiry = inquiry;
    }

    /** Whether {@link #quiet} would have something judged. */
    boolean awaitsQuiet() {
        return forQuiet;
    }

    /** The database is ready. */
    void quiet() {
        forQuiet = false;
        client.go();
    }

    /** Empty when all names are in order that statements of the text run or read from. */
    Optional<Hindrance> check(Plan plan) {
        if (plan.steps().size() > 1 && session.pathTouched()) {
            boolean ends =
                    plan.steps().stream().anyMatch(step -> step.transaction().isPresent());
            if (ends) {
                return Optional.of(
                        refused(ClientRefusals.PATH_UNCLEAR, plan.text().length()));
            }
        }
        for (Plan.Step step : plan.steps()) {
            for (NamedObject object : step.namedObjects()) {
                Optional<Hindrance> hindered = switch (object) {
                    case NamedObject.Executes(String name) -> executes(plan, name);
                    case NamedObject.FetchesCursor(String name) -> fetches(name);
                    case NamedObject.Prepares _,
                            NamedObject.Deallocates _,
                            NamedObject.DeclaresCursor _,
                            NamedObject.ClosesCursor _ -> Optional.empty();
                };
                if (hindered.isPresent()) {
                    return hindered;
                }
            }
        }
        return Optional.empty();
    }

    /** EXECUTE and FETCH give what was prepared or declared, and so no more than that may give. */
    Prepared.Entry limited(Prepared.Entry entry) {
        Prepared.Entry limited = entry;
        for (Plan.Step step : entry.plan().steps()) {
            for (NamedObject object : step.namedObjects()) {
                Optional<Prepared.Entry> named = switch (object) {
                    case NamedObject.Executes(String name) ->
                        session.prepared().statement(name).settled();
                    case NamedObject.FetchesCursor(String name) ->
                        session.prepared().portal(name).settled();
                    case NamedObject.Prepares _,
                            NamedObject.Deallocates _,
                            NamedObject.DeclaresCursor _,
                            NamedObject.ClosesCursor _ -> Optional.empty();
                };
                if (named.isPresent() && !named.get().plan().limits().equals(Limits.NONE)) {
                    limited = limited.limited(named.get().plan().limits());
                }
            }
        }
        return limited;
    }

    private Optional<Hindrance> executes(Plan plan, String name) {
        Prepared.Meaning meant = session.prepared().statement(name);
        Optional<Prepared.Entry> entry = meant.settled();
        boolean explained =
                plan.steps().stream().anyMatch(step -> step.command().startsWith("EXPLAIN"));
        if (entry.isPresent()) {
            Optional<Hindrance> hindered = inquiry.confirm(entry.get());
            if (hindered.isPresent()) {
                return hindered;
            }
            Plan executed = entry.get().plan();
            if (executed.bracket().isPresent()) {
                return Optional.of(refused(ClientRefusals.UNCOUNTED_EXECUTE, 0));
            }
            if (explained && executed.governed().isPresent()) {
                return Optional.of(refused(ClientRefusals.SHOWN, 0));
            }
            return Optional.empty();
        }
        if (meant instanceof Prepared.Meaning.Unsettled) {
            return Optional.of(untilSettled());
        }
        boolean preparedHere = plan.steps().stream()
                .flatMap(step -> step.namedObjects().stream())
                .anyMatch(object -> object instanceof NamedObject.Prepares(String prepared) && prepared.equals(name));
        if (preparedHere && explained && plan.governed().isPresent()) {
            return Optional.of(refused(ClientRefusals.SHOWN, 0));
        }
        if (preparedHere) {
            return Optional.empty();
        }
        return Optional.of(noStatement(meant, name));
    }

    private Optional<Hindrance> fetches(String name) {
        return switch (session.prepared().portal(name)) {
            case Prepared.Meaning.Known(Prepared.Entry entry) -> inquiry.confirm(entry);
            case Prepared.Meaning.Unsettled _ -> Optional.of(untilSettled());
            case Prepared.Meaning.Nothing nothing ->
                session.governor().standing().masked()
                        ? Optional.of(unknown(nothing, "34000", "cursor", name))
                        : Optional.empty();
        };
    }

    /** The database has not said yet what a name means. It does so unasked: what it hangs on is complete. */
    private Hindrance untilSettled() {
        forQuiet = true;
        client.halt();
        return new Hindrance.Stays();
    }

    /** There is no such prepared statement, or it is not known yet. */
    Hindrance noStatement(Prepared.Meaning meant, String name) {
        return unknown(meant, "26000", "prepared statement", name);
    }

    /** There is no such portal, or it is not known yet. */
    Hindrance noPortal(Prepared.Meaning meant, String name) {
        return unknown(meant, "34000", "portal", name);
    }

    private Hindrance unknown(Prepared.Meaning meant, String code, String what, String name) {
        boolean mayCome = !session.quiet() && !session.batchOpen();
        return mayCome || meant instanceof Prepared.Meaning.Unsettled
                ? untilSettled()
                : refused(ClientRefusals.unknownName(code, what, name), 0);
    }

    private Hindrance refused(Refusal refusal, int length) {
        return new Hindrance.Refused(session.governor().refuse(refusal, length));
    }
}
