package dev.sallyport.wire.postgres;

import dev.sallyport.audit.Outcome;
import dev.sallyport.governor.Execution;
import dev.sallyport.governor.Origins;
import dev.sallyport.governor.Plan;
import dev.sallyport.governor.Refusal;
import dev.sallyport.governor.Signal;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.postgres.Inbox.Fate;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads what the database answers: keeps the queue of what it owes, records how each execution ended before the client
 * can see that it has, counts and limits rows, and scrubs errors and notices.
 */
final class DatabaseSide implements Inbox.Reader {

    /** Rows and COPY data above this go on in parts; everything else must fit into {@link #MAX_MESSAGE_BYTES}. */
    private static final int WHOLE_BYTES = 1 << 16;

    private static final int MAX_MESSAGE_BYTES = 1 << 24;

    /** Stands for a PortalSuspended where the others are command tags. */
    private static final String SUSPENDED = "suspended";

    private final Open session;
    private final Legs legs;
    private final Messages messages;
    private final ClientSide client;
    private final Inbox inbox;

    /** Whether the client has been told of an error that the database does not know of, and hears nothing up to Z. */
    private boolean swallowing;

    /** Whether the search path was asked for in a batch that has failed. */
    private boolean pathAbandoned;

    /** Whether the database has said itself why it ends the connection. */
    private boolean saidGoodbye;

    DatabaseSide(Open session, Legs legs, Messages messages, ClientSide client, ByteBufAllocator allocator) {
        this.session = session;
        this.legs = legs;
        this.messages = messages;
        this.client = client;
        this.inbox = new Inbox(allocator, this, legs::toClient);
    }

    void read(ByteBuf bytes) {
        inbox.add(bytes);
        inbox.pump();
        legs.flushToClient();
    }

    /** Whether the client has had part of a message whose rest has not come. */
    boolean midMessage() {
        return inbox.midMessage();
    }

    boolean saidGoodbye() {
        return saidGoodbye;
    }

    void release() {
        inbox.release();
    }

    @Override
    public int limit(byte type) {
        return type == 'D' || type == 'd' ? Integer.MAX_VALUE : MAX_MESSAGE_BYTES;
    }

    @Override
    public int needed(byte type, int bodyLength) {
        boolean streams = (type == 'D' || type == 'd') && bodyLength > WHOLE_BYTES;
        return streams ? 0 : bodyLength;
    }

    @Override
    public void oversized(byte type, int length) {
        throw new ProtocolException("message of type %s from the database has %d bytes".formatted((char) type, length));
    }

    @Override
    public Fate read(byte type, Body body, long length) {
        if (session.owed().peek() instanceof Exchange.PathAsked asked && answersOwn(type)) {
            return pathAnswer(asked, type, body);
        }
        if (session.owed().peek() instanceof Exchange.Bracketing bracketing && answersOwn(type) && type != 'E') {
            return bracketing(bracketing, type);
        }
        Fate fate = switch (type) {
            case 'D', 'd' -> row(length);
            case 'C' -> complete(body.name());
            case 'I' -> complete("");
            case 's' -> complete(SUSPENDED);
            case 'Z' -> ready(body.octet());
            case 'E' -> answerAbandonedPath(error(Diagnostics.read(body), length));
            case 'N' -> notice(body, length);
            case 'S' -> parameter(body);
            case '1' -> parsed();
            case '2' -> bound();
            case '3' -> closed();
            case 'T' -> rowDescription(body);
            case 'n' -> pop(Exchange.Described.class);
            case 'G', 'W' -> copyIn(type);
            case 'A' -> besides(length) ? Fate.DROP : Fate.PASS;
            case 't', 'H', 'c' -> Fate.PASS;
            default -> throw new ProtocolException("unknown message type 0x%02x from the database".formatted(type));
        };
        return swallowing && type != 'Z' && type != 'S' && type != 'N' && type != 'A' ? Fate.DROP : fate;
    }

    private static boolean answersOwn(byte type) {
        return switch (type) {
            case '1', '2', 'T', 'D', 'C', '3', 'n', 'E', 'Z' -> true;
            default -> false;
        };
    }

    private Fate pathAnswer(Exchange.PathAsked asked, byte type, Body body) {
        switch (type) {
            case 'D' -> {
                if (body.int16() == 1) {
                    int length = body.int32();
                    asked.schema(new String(body.octets(length), java.nio.charset.StandardCharsets.UTF_8));
                }
            }
            case '3' -> {
                if (asked.close() && !asked.synced()) {
                    pathKnown(asked);
                }
            }
            case 'Z' -> {
                session.ready(body.octet());
                pathKnown(asked);
            }
            case 'E' -> {
                return pathFailed(asked, body);
            }
            default -> {
                // 1, 2, C: nothing in them that is of use.
            }
        }
        return Fate.DROP;
    }

    private void pathKnown(Exchange.PathAsked asked) {
        inbox.flush(); // what the client asks next may be answered by the gate itself
        session.owed().remove();
        session.path(asked.schemas());
        client.inquiry().pathAnswered();
    }

    /** The transaction or the batch had failed already: the client's own message would have met the same error. */
    private Fate pathFailed(Exchange.PathAsked asked, Body body) {
        Diagnostics said = Diagnostics.read(body);
        if (asked.synced()) {
            throw new ProtocolException("the database did not tell its search path: " + said.code());
        }
        session.owed().remove();
        skipToSync();
        client.inquiry().pathAnswered();
        return Fate.PASS;
    }

    private Optional<Run> run() {
        return switch (session.owed().peek()) {
            case Exchange.Executed(Run run) -> Optional.of(run);
            case Exchange.Queried(Run run) -> Optional.of(run);
            case null, default -> Optional.empty();
        };
    }

    private Run expectRun() {
        return run().orElseThrow(() -> new ProtocolException("the database answers what it was not asked"));
    }

    private Fate row(long length) {
        Run run = expectRun();
        if (run.state() == Run.State.CUT_OFF || run.hidesRows() || run.inBracket()) {
            return Fate.DROP;
        }
        run.row(length);
        Optional<String> over = run.over();
        if (over.isPresent()) {
            cutOff(run, over.get());
            return Fate.DROP;
        }
        return Fate.PASS;
    }

    /** The client gets its error now; the database is told to stop, and whatever it still says of it is swallowed. */
    private void cutOff(Run run, String limit) {
        run.state(Run.State.CUT_OFF);
        run.end(Outcome.Status.CANCELLED, "53400", -1);
        inbox.flush();
        legs.toClient(messages.error(new Problem(
                false,
                "53400",
                "the result has more than the %s that policy allows".formatted(limit),
                Optional.empty(),
                Optional.of("Ask for less, or in several parts."),
                OptionalInt.empty())));
        swallowing = true;
        if (session.owed().stream().noneMatch(Exchange.Synced.class::isInstance)
                && !(session.owed().peek() instanceof Exchange.Queried)) {
            session.skipping(true);
        }
        client.halt();
        legs.cancelAtDatabase(client::go);
    }

    private Fate bracketing(Exchange.Bracketing bracketing, byte type) {
        if (type == '3' && bracketing.close()) {
            session.owed().remove();
            bracketing.closes().filter(run -> run.state() == Run.State.RUNNING).ifPresent(this::close);
        }
        return Fate.DROP;
    }

    /** What was held back is over for the client now. */
    private void close(Run run) {
        String completion = run.held().orElse("");
        ended(run, completion);
        inbox.flush();
        legs.toClient(completion.equals(SUSPENDED) ? messages.bare('s') : messages.commandComplete(completion));
    }

    /** @param completion the command tag, or {@link #SUSPENDED} */
    private Fate complete(String completion) {
        Run run = expectRun();
        Fate fate = Fate.PASS;
        if (run.state() != Run.State.CUT_OFF) {
            boolean held = run.held().isPresent();
            if (!run.completes(completion)) {
                fate = Fate.DROP;
            } else if (held) {
                close(run);
                fate = Fate.DROP;
            } else {
                ended(run, completion);
            }
        }
        if (session.owed().peek() instanceof Exchange.Executed) {
            session.owed().remove();
            session.copyEnded(false);
        }
        session.copyIn(false);
        return fate;
    }

    private void ended(Run run, String completion) {
        if (run.execution()
                .filter(execution -> execution.step().catalogChange())
                .isPresent()) {
            session.catalogTouches();
        }
        run.end(Outcome.Status.OK, "", affected(completion));
    }

    /** The number at the end of a command tag ({@code INSERT 0 5}), or -1. */
    private static long affected(String tag) {
        int start = tag.length();
        while (start > 0 && Character.isDigit(tag.charAt(start - 1))) {
            start--;
        }
        return start == tag.length() ? -1 : Long.parseLong(tag, start, tag.length(), 10);
    }

    private Fate ready(byte status) {
        Exchange head = session.owed().poll();
        switch (head) {
            case Exchange.Queried(Run run) -> run.endRest(Outcome.Status.SKIPPED);
            case Exchange.Synced _ -> {}
            case Exchange.Refused refused when refused.simple() -> {}
            case null, default -> throw new ProtocolException("the database is ready while it owes an answer");
        }
        swallowing = false;
        session.copyIn(false);
        session.copyEnded(false);
        session.ready(status);
        if (client.names().awaitsQuiet()) {
            inbox.flush();
            client.names().quiet();
        }
        return Fate.PASS;
    }

    /** @return whether what comes besides rows is more than what is under way may give */
    private boolean besides(long length) {
        Optional<Run> run = run();
        run.ifPresent(one -> one.besides(length));
        return run.flatMap(Run::over).isPresent();
    }

    private Fate error(Diagnostics said, long length) {
        saidGoodbye |= said.fatal();
        session.copyIn(false);
        Exchange head = session.owed().peek();
        return switch (head) {
            case null -> replace('E', said);
            case Exchange.Refused refused -> refused(refused);
            case Exchange.Queried(Run run) -> {
                Fate fate = failed(run, said, length);
                run.endRest(Outcome.Status.SKIPPED);
                yield fate;
            }
            case Exchange.Executed(Run run) -> {
                Fate fate = failed(run, said, length);
                skipToSync();
                yield fate;
            }
            case Exchange.Parsed(Plan plan, var _) -> {
                failNext(said.code());
                skipToSync();
                yield replace('E', said.inTextOf(plan.governed()));
            }
            case Exchange.Bound(Plan plan, var _, Optional<Execution> planning) -> {
                planning.ifPresent(execution -> execution.end(Outcome.Status.ERROR, said.code(), 0, -1, 0));
                failNext(said.code());
                skipToSync();
                yield replace('E', said.inTextOf(plan.governed()));
            }
            case Exchange.Bracketing bracketing -> {
                Fate fate = bracketing
                        .closes()
                        .map(run -> failed(run, said, length))
                        .orElseGet(() -> {
                            failNext(said.code());
                            return meaning(said).map(this::told).orElseGet(() -> replace('E', said));
                        });
                skipToSync();
                yield fate;
            }
            case Exchange.Closed _, Exchange.Described _, Exchange.Synced _, Exchange.PathAsked _ -> {
                skipToSync();
                yield replace('E', said);
            }
        };
    }

    private Fate refused(Exchange.Refused refused) {
        inbox.flush();
        legs.toClient(messages.error(refused.problem()));
        if (!refused.simple()) {
            skipToSync();
        }
        return Fate.DROP;
    }

    private Fate failed(Run run, Diagnostics said, long length) {
        return switch (run.state()) {
            case CUT_OFF -> {
                run.state(Run.State.FAILED);
                yield Fate.DROP;
            }
            case TIMED_OUT -> {
                run.end(Outcome.Status.CANCELLED, said.code(), -1);
                run.state(Run.State.FAILED);
                inbox.flush();
                legs.toClient(messages.error(
                        Problem.error("57014", "canceling statement: it ran longer than the time that policy allows")));
                yield Fate.DROP;
            }
            case RUNNING, FAILED -> {
                boolean cancelled = said.code().equals("57014");
                Optional<Refusal> meant = meaning(said);
                run.end(
                        cancelled ? Outcome.Status.CANCELLED : Outcome.Status.ERROR,
                        meant.map(Refusal::code).orElse(said.code()),
                        -1);
                run.state(Run.State.FAILED);
                if (meant.isPresent()) {
                    yield told(meant.get());
                }
                run.besides(length);
                if (run.over().isPresent()) {
                    yield told(Refusal.of(
                            said.code(),
                            "an error whose text is withheld: with it, the result has more than the %s that policy allows"
                                    .formatted(run.over().get()),
                            "Ask for less."));
                }
                boolean whole = session.owed().peek() instanceof Exchange.Queried;
                yield replace(
                        'E',
                        said.inTextOf(whole ? run.plan().whole() : run.plan().governed()));
            }
        };
    }

    /** What governed text or a bracket has made the database fail with. */
    private static Optional<Refusal> meaning(Diagnostics said) {
        return Signal.meaning(said.code(), said.field('M').orElse(""));
    }

    private Fate told(Refusal refusal) {
        inbox.flush();
        legs.toClient(messages.error(Problem.of(refusal)));
        return Fate.DROP;
    }

    /** What fails while it is parsed or bound is the execution that was to come of it. */
    private void failNext(String code) {
        for (Exchange exchange : session.owed()) {
            if (exchange instanceof Exchange.Executed(Run run)) {
                run.end(Outcome.Status.ERROR, code, -1);
                return;
            }
        }
    }

    /** After an error in a batch the database does nothing up to the Sync: what was sent for it is not answered. */
    private void skipToSync() {
        while (!session.owed().isEmpty() && !(session.owed().peek() instanceof Exchange.Synced)) {
            switch (session.owed().remove()) {
                case Exchange.Parsed(var _, Prepared.Change change) -> change.undone();
                case Exchange.Executed(Run run) -> run.endRest(Outcome.Status.SKIPPED);
                case Exchange.Bound(var _, Prepared.Change change, Optional<Execution> planning) -> {
                    change.undone();
                    planning.ifPresent(execution -> execution.end(Outcome.Status.SKIPPED, "", 0, -1, 0));
                }
                case Exchange.Closed(Prepared.Change change) -> change.undone();
                case Exchange.Queried(Run run) -> run.endRest(Outcome.Status.SKIPPED);
                case Exchange.PathAsked _ -> pathAbandoned = true;
                case Exchange.Bracketing bracketing ->
                    bracketing.closes().ifPresent(run -> run.endRest(Outcome.Status.SKIPPED));
                case Exchange.Described _, Exchange.Synced _, Exchange.Refused _ -> {}
            }
        }
        if (session.owed().isEmpty()) {
            session.skipping(true);
        }
    }

    /** The question after the search path fell with the batch that it was asked in: the client goes on, up to its Sync. */
    private Fate answerAbandonedPath(Fate fate) {
        if (pathAbandoned) {
            pathAbandoned = false;
            client.inquiry().pathAnswered();
        }
        return fate;
    }

    private Fate notice(Body body, long length) {
        if (besides(length)) {
            return Fate.DROP;
        }
        return session.governor().standing().masked() ? replace('N', Diagnostics.read(body)) : Fate.PASS;
    }

    /** Passes a message on as it came when nothing about it has to change. */
    private Fate replace(char type, Diagnostics said) {
        if (swallowing) {
            return Fate.DROP;
        }
        Diagnostics shown = session.governor().standing().masked() ? said.scrubbed() : said;
        inbox.flush();
        legs.toClient(shown.message(type, messages));
        return Fate.DROP;
    }

    private Fate parameter(Body body) {
        session.parameter(body.name(), body.name());
        return Fate.PASS;
    }

    private Fate parsed() {
        if (session.owed().poll() instanceof Exchange.Parsed(var _, Prepared.Change change)) {
            change.done();
            return Fate.PASS;
        }
        throw outOfTurn();
    }

    private Fate closed() {
        if (session.owed().poll() instanceof Exchange.Closed(Prepared.Change change)) {
            change.done();
            return Fate.PASS;
        }
        throw outOfTurn();
    }

    private static ProtocolException outOfTurn() {
        return new ProtocolException("the database answers out of turn");
    }

    private Fate bound() {
        if (session.owed().poll()
                instanceof Exchange.Bound(var _, Prepared.Change change, Optional<Execution> planning)) {
            change.done();
            planning.ifPresent(execution -> execution.end(Outcome.Status.OK, "", 0, -1, 0));
            return Fate.PASS;
        }
        throw outOfTurn();
    }

    private Fate pop(Class<? extends Exchange> expected) {
        if (!expected.isInstance(session.owed().poll())) {
            throw outOfTurn();
        }
        return Fate.PASS;
    }

    private Fate rowDescription(Body body) {
        if (session.owed().peek() instanceof Exchange.Described(Plan plan)) {
            session.owed().remove();
            if (plan.hidesRows()) {
                inbox.flush();
                legs.toClient(messages.bare('n'));
                return Fate.DROP;
            }
            return described(body, plan.origins());
        }
        Run run = expectRun();
        return run.hidesRows() || run.inBracket()
                ? Fate.DROP
                : described(
                        body,
                        run.execution()
                                .map(execution -> execution.step().origins())
                                .orElse(Origins.NONE));
    }

    private Fate described(Body body, Origins origins) {
        if (origins.origins().isEmpty()) {
            return Fate.PASS;
        }
        inbox.flush();
        legs.toClient(messages.rowDescription(body.octets(body.remaining()), origins));
        return Fate.DROP;
    }

    /** From here on the database ignores every Sync up to the end of the data, also those that are on their way. */
    private Fate copyIn(byte type) {
        if (type == 'W') {
            throw new ProtocolException("replication is not available");
        }
        var _ = expectRun();
        session.copyIn(!session.copyEnded());
        Iterator<Exchange> waiting = session.owed().iterator();
        while (waiting.hasNext()) {
            if (waiting.next() instanceof Exchange.Synced(boolean afterCopy) && !afterCopy) {
                waiting.remove();
            }
        }
        return Fate.PASS;
    }

    /** The connection is lost: how what was under way ended is not known. */
    void lost() {
        for (Exchange exchange : session.owed()) {
            switch (exchange) {
                case Exchange.Queried(Run run) -> run.endRest(Outcome.Status.UNKNOWN);
                case Exchange.Executed(Run run) -> run.endRest(Outcome.Status.UNKNOWN);
                case Exchange.Bound(var _, var _, Optional<Execution> planning) ->
                    planning.ifPresent(execution -> execution.end(Outcome.Status.UNKNOWN, "", 0, -1, 0));
                case Exchange.Parsed _,
                        Exchange.Closed _,
                        Exchange.Described _,
                        Exchange.Synced _,
                        Exchange.Refused _,
                        Exchange.PathAsked _ -> {}
                case Exchange.Bracketing bracketing ->
                    bracketing.closes().ifPresent(run -> run.endRest(Outcome.Status.UNKNOWN));
            }
        }
        session.owed().clear();
    }
}
