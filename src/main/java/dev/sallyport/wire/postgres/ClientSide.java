package dev.sallyport.wire.postgres;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.Particulars;
import dev.sallyport.governor.Execution;
import dev.sallyport.governor.Origins;
import dev.sallyport.governor.Plan;
import dev.sallyport.governor.Refusal;
import dev.sallyport.governor.Verdict;
import dev.sallyport.observe.traces.TraceParent;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.postgres.Inbox.Fate;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;

/**
 * Judges what the client sends. Everything that can run something is put to the governor first; what only carries data
 * passes; what is unknown ends the connection.
 */
final class ClientSide implements Inbox.Reader, Listening {

    /** Bodies of messages that carry no text: type, names, counts. */
    private static final int MAX_SMALL_BYTES = 1 << 16;

    /** How much of a large Bind is looked at: both names must be in it. */
    private static final int BIND_HEAD_BYTES = 1 << 14;

    /** What makes the database fail in the place of a refused message. Its log will show it, so it tells what it is. */
    private static final String FAILING = "refused by sallyport";

    private final Open session;
    private final Legs legs;
    private final Messages messages;
    private final Inbox inbox;
    private final Inquiry inquiry;
    private final NameCheck names;
    private final int maxText;

    /** What the statement of the present message says that it belongs to. */
    private Optional<TraceParent> parent = Optional.empty();

    /** What the record of the present message's statement has beside its normalised text. */
    private Particulars particulars = Particulars.NONE;

    /** What must run once the Bind that was let pass is through. */
    private Optional<Bracket> planned = Optional.empty();

    /** What must be over before the client is listened to again. */
    private int waits;

    /** @param maxText the longest statement in bytes that is judged */
    ClientSide(Open session, Legs legs, Messages messages, io.netty.buffer.ByteBufAllocator allocator, int maxText) {
        this.session = session;
        this.legs = legs;
        this.messages = messages;
        this.maxText = maxText;
        this.inbox = new Inbox(allocator, this, legs::toDatabase);
        this.inquiry = new Inquiry(session, legs, messages, this);
        this.names = new NameCheck(session, this, inquiry);
    }

    void read(ByteBuf bytes) {
        inbox.add(bytes);
        pump();
    }

    private void pump() {
        if (waits == 0) {
            inbox.pump();
            legs.flushToDatabase();
        }
    }

    @Override
    public void halt() {
        if (waits++ == 0) {
            legs.readClient(false);
        }
    }

    @Override
    public void go() {
        if (--waits == 0) {
            pump();
            if (waits == 0) {
                legs.readClient(true);
            }
        }
    }

    @Override
    public void sendJudged() {
        inbox.flush();
    }

    Inquiry inquiry() {
        return inquiry;
    }

    NameCheck names() {
        return names;
    }

    void release() {
        inbox.release();
    }

    @Override
    public int limit(byte type) {
        return switch (type) {
            case 'Q', 'P' -> maxText;
            case 'B', 'd' -> Integer.MAX_VALUE;
            default -> MAX_SMALL_BYTES;
        };
    }

    @Override
    public int needed(byte type, int bodyLength) {
        return switch (type) {
            case 'd' -> 0;
            case 'B' -> Math.min(bodyLength, BIND_HEAD_BYTES);
            default -> bodyLength;
        };
    }

    @Override
    public void oversized(byte type, int length) {
        Refusal refusal = ClientRefusals.tooLong(length, maxText);
        switch (type) {
            case 'Q' -> refuse(session.governor().refuse(refusal, length), true);
            case 'P' -> refuse(session.governor().refuse(refusal, length), false);
            default ->
                throw new ProtocolException(
                        "message of type %s has %d bytes, over %d".formatted((char) type, length, limit(type)));
        }
    }

    @Override
    public Fate read(byte type, Body body, long length) {
        closeBracket();
        if (session.copyIn()) {
            return copyData(type, body);
        }
        if (session.skipping() && type != 'S' && type != 'X') {
            inquiry.forget();
            return Fate.DROP;
        }
        try {
            return judged(type, body, length);
        } catch (JournalUnavailable unrecorded) {
            // Nothing has been sent, and nothing of the statement is kept: it has not been.
            return turnDown(Refusal.unrecorded(unrecorded), type == 'Q');
        }
    }

    private Fate judged(byte type, Body body, long length) {
        parent = Optional.empty();
        particulars = Particulars.NONE;
        return switch (type) {
            case 'Q' -> query(body);
            case 'P' -> parse(body);
            case 'B' -> bind(body, length);
            case 'E' -> execute(body);
            case 'D' -> describe(body);
            case 'C' -> close(body);
            case 'H' -> {
                body.end();
                yield Fate.PASS;
            }
            case 'S' -> sync(body);
            case 'F' -> functionCall();
            case 'd', 'c', 'f' -> earlyCopyData(type, body);
            case 'X' -> {
                legs.close("client ended the session");
                yield Fate.PASS;
            }
            default -> throw new ProtocolException("unknown message type 0x%02x".formatted(type));
        };
    }

    /** The database waits for data; Flush and Sync mean nothing to it then (PostgreSQL documentation, "COPY"). */
    private Fate copyData(byte type, Body body) {
        return switch (type) {
            case 'd' -> Fate.PASS;
            case 'c', 'f' -> {
                endsCopy(type, body);
                session.copyIn(false);
                yield Fate.PASS;
            }
            case 'H', 'S' -> Fate.DROP;
            case 'X' -> {
                legs.close("client ended the session");
                yield Fate.PASS;
            }
            default -> throw new ProtocolException("message type 0x%02x during COPY from the client".formatted(type));
        };
    }

    /**
     * Data before the database has asked for it passes when a COPY is on its way, and is dropped otherwise, as the
     * database itself drops what comes after a COPY that failed.
     */
    private Fate earlyCopyData(byte type, Body body) {
        if (type != 'd') {
            endsCopy(type, body);
        }
        boolean underWay = session.owed().stream().anyMatch(ClientSide::copies);
        if (underWay && type != 'd') {
            session.copyEnded(true);
        }
        return underWay ? Fate.PASS : Fate.DROP;
    }

    /** CopyDone has nothing in it, CopyFail a reason. */
    private static void endsCopy(byte type, Body body) {
        if (type == 'f') {
            var _ = body.name();
        }
        body.end();
    }

    private static boolean copies(Exchange exchange) {
        return switch (exchange) {
            case Exchange.Executed(Run run) -> copies(run.plan());
            case Exchange.Queried(Run run) -> copies(run.plan());
            case Exchange.Parsed _,
                    Exchange.Bound _,
                    Exchange.Closed _,
                    Exchange.Described _,
                    Exchange.Synced _,
                    Exchange.Refused _,
                    Exchange.Bracketing _,
                    Exchange.PathAsked _ -> false;
        };
    }

    private static boolean copies(Plan plan) {
        return plan.steps().stream().anyMatch(step -> step.command().equals("COPY"));
    }

    private Fate query(Body body) {
        Optional<String> read = body.text();
        body.end();
        says(read);
        Optional<Verdict> decided = inquiry.verdict(read, true);
        if (decided.isEmpty()) {
            return Fate.STAY;
        }
        return switch (decided.get()) {
            case Verdict.Refuse refuse -> refuse(refuse, true);
            case Verdict.Run(Plan plan) when misreads(plan.whole()) -> refuse(ClientRefusals.MISREAD, true);
            case Verdict.Run(Plan plan) -> runQuery(plan, particulars(plan, read.orElse("")));
        };
    }

    /** What is known of a statement by its text alone. */
    private void says(Optional<String> read) {
        parent = read.flatMap(session.governor()::parent);
        particulars = read.map(Particulars::of).orElse(Particulars.NONE);
    }

    /** Of the text, unless records have all of it anyway. */
    private static Particulars particulars(Plan plan, String text) {
        if (plan.recordsAllOf(text)) {
            return Particulars.NONE;
        }
        return Particulars.of(text.equals(plan.text()) ? plan.text() : text);
    }

    private Fate runQuery(Plan asked, Particulars told) {
        particulars = told;
        Optional<Hindrance> hindered = names.check(asked);
        if (hindered.isPresent()) {
            return hindered(hindered.get(), true);
        }
        Prepared.Entry entry = names.limited(new Prepared.Entry(asked, parent, told));
        Plan plan = entry.plan();
        List<Execution> executions = begin(plan);
        Run run = Run.ofText(
                entry,
                executions,
                session.governor().accounts(plan),
                session.prepared().runs(entry, true));
        session.prepared().queried();
        send(new Exchange.Queried(run), plan);
        limitTime(run);
        return pass(plan.whole(), () -> messages.query(plan.forwardedWhole()));
    }

    private Fate parse(Body body) {
        String name = body.name();
        Optional<String> read = body.text();
        byte[] types = Parameters.types(body);
        says(read);
        Optional<Verdict> decided = inquiry.verdict(read, false);
        if (decided.isEmpty()) {
            return Fate.STAY;
        }
        return switch (decided.get()) {
            case Verdict.Refuse refuse -> refuse(refuse, false);
            case Verdict.Run(Plan plan) when drawsColumns(plan, types) -> refuse(ClientRefusals.OBJECT_IDS, false);
            case Verdict.Run(Plan plan) when misreads(plan.governed()) -> refuse(ClientRefusals.MISREAD, false);
            case Verdict.Run(Plan plan) -> {
                session.batchOpen(true);
                Prepared.Entry entry = new Prepared.Entry(plan, parent, particulars(plan, read.orElse("")));
                session.owed().add(new Exchange.Parsed(plan, session.prepared().prepares(name, entry)));
                yield pass(
                        plan.governed(),
                        () -> messages.message('P', out -> {
                            out.writeCharSequence(name, java.nio.charset.StandardCharsets.ISO_8859_1);
                            out.writeByte(0);
                            Messages.text(out, plan.forwarded());
                            out.writeBytes(types);
                        }));
            }
        };
    }

    /**
     * Whether a parameter is of a type that columns are cast to, and fail to be for some values: beside a filter of rows
     * that would tell of rows that it leaves out.
     */
    private static boolean drawsColumns(Plan plan, byte[] types) {
        return plan.governed().isPresent() && !plan.standing().filters().isEmpty() && Parameters.nameObjects(types);
    }

    /** What masks and filters add to a text is sent in UTF-8: read as another encoding it would compare other values. */
    private boolean misreads(Optional<GovernedText> instead) {
        return instead.filter(governed -> !session.readAsSent(governed.text())).isPresent();
    }

    private Fate bind(Body body, long length) {
        int there = body.remaining();
        String portal = body.name();
        String statement = body.name();
        Prepared.Meaning meant = session.prepared().statement(statement);
        Optional<Prepared.Entry> entry = meant.settled();
        if (entry.isEmpty()) {
            return hindered(names.noStatement(meant, statement), false);
        }
        parent = entry.get().parent();
        particulars = entry.get().particulars();
        Optional<Hindrance> hindered = inquiry.confirm(entry.get());
        if (hindered.isPresent()) {
            return hindered(hindered.get(), false);
        }
        Prepared.Entry bound = bound(entry.get(), body, length - Protocol.HEADER_BYTES - (there - body.remaining()));
        particulars = bound.particulars();
        Plan plan = bound.plan();
        Optional<Execution> planning = Optional.empty();
        if (plan.movesPath()) {
            // Code that is declared immutable may run while the database plans: that is an execution too.
            planning = begin(plan).stream().findFirst();
        }
        planned = plan.bracket().filter(Bracket::planning);
        planned.ifPresent(one -> bracket("sallyport.before", one.before(), Optional.empty()));
        session.batchOpen(true);
        session.owed().add(new Exchange.Bound(plan, session.prepared().binds(portal, bound), planning));
        return Fate.PASS;
    }

    /** @param length of all that follows the names, however much of it is there */
    private Prepared.Entry bound(Prepared.Entry entry, Body body, long length) {
        if (!session.governor().recordsParticulars()) {
            return entry;
        }
        byte[] parameters = body.octets(Math.min(body.remaining(), BIND_HEAD_BYTES));
        boolean cut = parameters.length < length;
        return cut || Parameters.present(parameters) ? entry.bound(parameters, cut) : entry;
    }

    private Fate execute(Body body) {
        String portal = body.name();
        int most = body.int32();
        body.end();
        Prepared.Meaning meant = session.prepared().portal(portal);
        Optional<Prepared.Entry> entry = meant.settled();
        if (entry.isEmpty()) {
            return hindered(names.noPortal(meant, portal), false);
        }
        parent = entry.get().parent();
        particulars = entry.get().particulars();
        Optional<Hindrance> hindered =
                inquiry.confirm(entry.get()).or(() -> names.check(entry.get().plan()));
        if (hindered.isPresent()) {
            return hindered(hindered.get(), false);
        }
        Prepared.Entry limited = names.limited(entry.get());
        Plan plan = limited.plan();
        Optional<Bracket> bracket = plan.bracket();
        if (bracket.isPresent() && copies(plan)) {
            return refuse(ClientRefusals.UNCOUNTED_COPY, false);
        }
        if (bracket.isPresent() && most > 0 && goesOnLater(plan)) {
            return refuse(ClientRefusals.UNCOUNTED_PARTS, false);
        }
        List<Execution> executions = begin(plan);
        Run run = Run.ofPortal(
                limited,
                executions,
                session.governor().accounts(plan),
                session.prepared().runs(limited, false));
        session.batchOpen(true);
        bracket.ifPresent(one -> bracket("sallyport.before", one.before(), Optional.empty()));
        send(new Exchange.Executed(run), plan);
        limitTime(run);
        if (bracket.isEmpty() && (most == 0 || !plan.hidesRows())) {
            return Fate.PASS;
        }
        inbox.flush();
        // The client cannot know of hidden rows, so the database must not wait for it to ask for more of them.
        legs.toDatabase(messages.execute(portal, plan.hidesRows() ? 0 : most));
        bracket.ifPresent(one -> bracket("sallyport.after", one.after(), Optional.of(run)));
        return Fate.DROP;
    }

    /** A Bind may still be coming: its bracket is closed before whatever comes next. */
    private void closeBracket() {
        if (!session.skipping()) {
            planned.ifPresent(one -> bracket("sallyport.after", one.after(), Optional.empty()));
        }
        planned = Optional.empty();
    }

    private void bracket(String name, String sql, Optional<Run> closes) {
        inbox.flush();
        session.owed().add(new Exchange.Bracketing(closes));
        legs.toDatabase(messages.runNamed(name, sql));
    }

    /** Whether a statement that is stopped after some rows does more when it goes on; one that writes does all at first. */
    private static boolean goesOnLater(Plan plan) {
        return plan.steps().stream().anyMatch(step -> step.command().equals("SELECT"));
    }

    private Fate describe(Body body) {
        char kind = kind(body);
        String name = body.name();
        body.end();
        Prepared.Meaning meant = kind == 'S'
                ? session.prepared().statement(name)
                : session.prepared().portal(name);
        Optional<Prepared.Entry> entry = meant.settled();
        if (entry.isEmpty()) {
            return hindered(kind == 'S' ? names.noStatement(meant, name) : names.noPortal(meant, name), false);
        }
        session.batchOpen(true);
        session.owed().add(new Exchange.Described(entry.get().plan()));
        return Fate.PASS;
    }

    private Fate close(Body body) {
        char kind = kind(body);
        String name = body.name();
        body.end();
        session.batchOpen(true);
        session.owed()
                .add(new Exchange.Closed(
                        kind == 'S'
                                ? session.prepared().closesStatement(name)
                                : session.prepared().closesPortal(name)));
        return Fate.PASS;
    }

    /** What Describe and Close are about: {@code S} a statement, {@code P} a portal. */
    private static char kind(Body body) {
        char kind = (char) body.octet();
        if (kind != 'S' && kind != 'P') {
            throw new ProtocolException("a message is about neither a statement nor a portal");
        }
        return kind;
    }

    private Fate sync(Body body) {
        body.end();
        inquiry.forget();
        session.skipping(false);
        session.batchOpen(false);
        session.prepared().batchEnds();
        session.transactionMayEnd();
        session.owed().add(new Exchange.Synced(session.copyEnded()));
        return Fate.PASS;
    }

    private Fate functionCall() {
        return refuse(ClientRefusals.FUNCTION_CALL, true);
    }

    /**
     * Records that the plan's statements are about to run. Comes before anything that they change here.
     *
     * @throws JournalUnavailable when that cannot be recorded
     */
    private List<Execution> begin(Plan plan) {
        List<Plan.Step> steps = plan.steps();
        boolean executing = steps.stream().anyMatch(step -> step.executes().isPresent());
        return session.governor()
                .begin(executing ? steps.stream().map(this::executed).toList() : steps, parent, particulars);
    }

    /** What EXECUTE runs is what was prepared: its record says what that does. */
    private Plan.Step executed(Plan.Step step) {
        return step.executes()
                .flatMap(this::preparing)
                .map(inner -> new Plan.Step(
                        step.command(),
                        inner.part(),
                        inner.kind(),
                        inner.use(),
                        inner.facts(),
                        step.namedObjects(),
                        step.createsTemporary(),
                        inner.catalogChange() || step.catalogChange(),
                        inner.transaction(),
                        inner.hidesRows(),
                        Origins.NONE,
                        step.bracket()))
                .orElse(step);
    }

    /** The step that prepared a statement: its text may hold others. */
    private Optional<Plan.Step> preparing(String name) {
        List<Plan.Step> steps = session.prepared()
                .statement(name)
                .settled()
                .map(entry -> entry.plan().steps())
                .orElse(List.of());
        return steps.stream()
                .filter(step -> step.namedObjects().contains(new NamedObject.Prepares(name)))
                .findFirst()
                .or(() -> steps.stream().findFirst());
    }

    /** Keeps in mind what the plan will have changed once it has run. */
    private void send(Exchange exchange, Plan plan) {
        session.owed().add(exchange);
        session.runs();
        if (plan.movesPath()) {
            session.pathMoves();
        }
        if (plan.movesEncoding()) {
            session.readingMoves();
        }
        for (Plan.Step step : plan.steps()) {
            if (step.transaction().isPresent()) {
                session.transactionMayEnd();
            }
        }
    }

    private void limitTime(Run run) {
        run.plan()
                .limits()
                .time()
                .ifPresent(limit -> run.timer(legs.after(limit, () -> {
                    if (run.state() == Run.State.RUNNING && run.execution().isPresent()) {
                        run.state(Run.State.TIMED_OUT);
                        halt();
                        legs.cancelAtDatabase(this::go);
                    }
                })));
    }

    private Fate pass(Optional<GovernedText> instead, java.util.function.Supplier<ByteBuf> governed) {
        if (instead.isEmpty()) {
            return Fate.PASS;
        }
        inbox.flush();
        legs.toDatabase(governed.get());
        return Fate.DROP;
    }

    private Fate hindered(Hindrance hindrance, boolean simple) {
        return switch (hindrance) {
            case Hindrance.Stays _ -> Fate.STAY;
            case Hindrance.Refused(Verdict.Refuse verdict) -> refuse(verdict, simple);
        };
    }

    private Fate refuse(Refusal refusal, boolean simple) {
        return refuse(session.governor().refuse(refusal, 0), simple);
    }

    /** Records a refusal and answers it. */
    private Fate refuse(Verdict.Refuse refuse, boolean simple) {
        try {
            session.governor().refused(refuse, parent, particulars);
        } catch (JournalUnavailable unavailable) {
            // It is refused all the same; that it was cannot be recorded now.
        }
        return turnDown(refuse.refusal(), simple);
    }

    /**
     * Answers a refusal in its turn. Where the database stands on firm ground the gate answers itself; otherwise the database
     * is made to fail in this place, so that transaction and batch end as they natively would.
     */
    private Fate turnDown(Refusal refusal, boolean simple) {
        Problem problem = Problem.of(refusal);
        if (session.quiet() && session.transaction() == Protocol.IDLE) {
            legs.toClient(messages.error(problem));
            if (simple) {
                legs.toClient(messages.ready(Protocol.IDLE));
            } else {
                session.skipping(true);
            }
            legs.flushToClient();
            return Fate.DROP;
        }
        inbox.flush();
        session.owed().add(new Exchange.Refused(problem, simple));
        if (simple) {
            legs.toDatabase(messages.query(FAILING));
        } else {
            legs.toDatabase(messages.parse("sallyport.refused", FAILING));
            session.skipping(true);
            session.batchOpen(true);
        }
        return Fate.DROP;
    }
}
