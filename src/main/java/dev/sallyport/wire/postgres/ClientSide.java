package dev.sallyport.wire.postgres;

import dev.sallyport.audit.JournalUnavailable;
import dev.sallyport.audit.Particulars;
import dev.sallyport.governor.Execution;
import dev.sallyport.governor.Origins;
import dev.sallyport.governor.Plan;
import dev.sallyport.governor.Refusal;
import dev.sallyport.governor.Verdict;
import dev.sallyport.observe.traces.TraceParent;
import dev.sallyport.policy.Limits;
import dev.sallyport.statement.Bracket;
import dev.sallyport.statement.GovernedText;
import dev.sallyport.statement.NamedObject;
import dev.sallyport.statement.sql.postgres.LiteralSkeleton;
import dev.sallyport.wire.ProtocolException;
import dev.sallyport.wire.postgres.Inbox.Fate;
import dev.sallyport.wire.postgres.Messages.Problem;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Judges what the client sends. Everything that can run something is put to the governor first; what only carries data
 * passes; what is unknown ends the connection.
 */
final class ClientSide implements Inbox.Reader {

    /** Bodies of messages that carry no text: type, names, counts. */
    private static final int MAX_SMALL_BYTES = 1 << 16;

    /** How much of a large Bind is looked at: both names must be in it. */
    private static final int BIND_HEAD_BYTES = 1 << 14;

    /** {@code oid}, the types like {@code regclass}, and arrays of them (PostgreSQL's pg_type.dat). */
    private static final Set<Integer> OBJECT_IDS = Set.of(
            24, 26, 1008, 1028, 2202, 2203, 2204, 2205, 2206, 2207, 2208, 2209, 2210, 2211, 3734, 3735, 3769, 3770,
            4089, 4090, 4096, 4097, 4191, 4192);

    /** What makes the database fail in the place of a refused message. Its log will show it, so it tells what it is. */
    private static final String FAILING = "refused by sallyport";

    private final Open session;
    private final Legs legs;
    private final Messages messages;
    private final Inbox inbox;
    private final int maxText;

    /** What the governor said of the message that stays in the inbox. */
    private Optional<Answer> answer = Optional.empty();

    /** What the statement of the present message says that it belongs to. */
    private Optional<TraceParent> parent = Optional.empty();

    /** What the record of the present message's statement has beside its normalised text. */
    private Particulars particulars = Particulars.NONE;

    /** What must run once the Bind that was let pass is through. */
    private Optional<Bracket> planned = Optional.empty();

    /** What must be over before the client is listened to again. */
    private int waits;

    /** Whether the first message stays until the database is ready the next time. */
    private boolean forQuiet;

    /** @param maxText the longest statement in bytes that is judged */
    ClientSide(Open session, Legs legs, Messages messages, io.netty.buffer.ByteBufAllocator allocator, int maxText) {
        this.session = session;
        this.legs = legs;
        this.messages = messages;
        this.maxText = maxText;
        this.inbox = new Inbox(allocator, this, legs::toDatabase);
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

    /** Nothing more is taken from the client until {@link #go}. */
    void halt() {
        if (waits++ == 0) {
            legs.readClient(false);
        }
    }

    void go() {
        if (--waits == 0) {
            pump();
            if (waits == 0) {
                legs.readClient(true);
            }
        }
    }

    /** Whether {@link #quiet} would have something judged. */
    boolean awaitsQuiet() {
        return forQuiet;
    }

    /** The database is ready. */
    void quiet() {
        forQuiet = false;
        go();
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
        Refusal refusal = Refusal.of(
                Refusal.LIMIT,
                "a statement of %d bytes is longer than the %d that are judged".formatted(length, maxText),
                "Send data as parameters or by COPY instead of in the text.");
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
            // What was judged for it is for nothing else.
            answer = Optional.empty();
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
        Optional<Verdict> decided = judged(read, true);
        if (decided.isEmpty()) {
            return Fate.STAY;
        }
        return switch (decided.get()) {
            case Verdict.Refuse refuse -> refuse(refuse, true);
            case Verdict.Run(Plan plan) when misreads(plan.whole()) -> refuse(misread(), true);
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
        Optional<Fate> names = names(asked, true);
        if (names.isPresent()) {
            return names.get();
        }
        Prepared.Entry entry = limited(new Prepared.Entry(asked, parent, told));
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
        byte[] types = parameterTypes(body);
        says(read);
        Optional<Verdict> decided = judged(read, false);
        if (decided.isEmpty()) {
            return Fate.STAY;
        }
        return switch (decided.get()) {
            case Verdict.Refuse refuse -> refuse(refuse, false);
            case Verdict.Run(Plan plan) when drawsColumns(plan, types) -> refuse(drawing(), false);
            case Verdict.Run(Plan plan) when misreads(plan.governed()) -> refuse(misread(), false);
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
        if (plan.governed().isEmpty() || plan.standing().filters().isEmpty()) {
            return false;
        }
        ByteBuffer declared = ByteBuffer.wrap(types, 2, types.length - 2);
        while (declared.hasRemaining()) {
            if (OBJECT_IDS.contains(declared.getInt())) {
                return true;
            }
        }
        return false;
    }

    private Verdict.Refuse drawing() {
        return session.governor()
                .refuse(
                        Refusal.of(
                                Refusal.UNSUPPORTED,
                                "parameters of object identifier types are not available in a session with filters",
                                "Declare them as bigint."),
                        0);
    }

    /** What masks and filters add to a text is sent in UTF-8: read as another encoding it would compare other values. */
    private boolean misreads(Optional<GovernedText> instead) {
        return instead.filter(governed -> !session.readAsSent(governed.text())).isPresent();
    }

    private Verdict.Refuse misread() {
        return session.governor()
                .refuse(
                        Refusal.of(
                                Refusal.UNSUPPORTED,
                                "with the present client_encoding the masks and filters of this statement would be misread",
                                "Use client_encoding UTF8."),
                        0);
    }

    /** As they stand in a Parse: their number in two bytes, then four bytes each. */
    private static byte[] parameterTypes(Body body) {
        byte[] types = body.octets(body.remaining());
        boolean whole = types.length >= 2 && types.length == 2 + 4 * ((types[0] & 0xff) << 8 | types[1] & 0xff);
        if (!whole) {
            throw new ProtocolException("the parameter types of a Parse are not as many as it says");
        }
        return types;
    }

    private Fate bind(Body body, long length) {
        int there = body.remaining();
        String portal = body.name();
        String statement = body.name();
        Prepared.Meaning meant = session.prepared().statement(statement);
        Optional<Prepared.Entry> entry = meant.settled();
        if (entry.isEmpty()) {
            return notKnown(meant, "26000", "prepared statement", statement, false);
        }
        parent = entry.get().parent();
        particulars = entry.get().particulars();
        Optional<Fate> otherwise = confirmed(entry.get(), false);
        if (otherwise.isPresent()) {
            return otherwise.get();
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
        return cut || holdsValues(parameters) ? entry.bound(parameters, cut) : entry;
    }

    /** Behind the number of format codes, and those, stands the number of values. */
    private static boolean holdsValues(byte[] parameters) {
        ByteBuffer read = ByteBuffer.wrap(parameters);
        int formats = read.remaining() < Short.BYTES ? 0 : Short.toUnsignedInt(read.getShort());
        int at = Short.BYTES * (1 + formats);
        return parameters.length >= at + Short.BYTES && read.getShort(at) != 0;
    }

    private Fate execute(Body body) {
        String portal = body.name();
        int most = body.int32();
        body.end();
        Prepared.Meaning meant = session.prepared().portal(portal);
        Optional<Prepared.Entry> entry = meant.settled();
        if (entry.isEmpty()) {
            return notKnown(meant, "34000", "portal", portal, false);
        }
        parent = entry.get().parent();
        particulars = entry.get().particulars();
        Optional<Fate> otherwise = confirmed(entry.get(), false);
        if (otherwise.isPresent()) {
            return otherwise.get();
        }
        Optional<Fate> names = names(entry.get().plan(), false);
        if (names.isPresent()) {
            return names.get();
        }
        Prepared.Entry limited = limited(entry.get());
        Plan plan = limited.plan();
        Optional<Bracket> bracket = plan.bracket();
        if (bracket.isPresent() && copies(plan)) {
            return refuse(session.governor().refuse(uncounted(), 0), false);
        }
        if (bracket.isPresent() && most > 0 && goesOnLater(plan)) {
            return refuse(session.governor().refuse(inParts(), 0), false);
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

    private static Refusal uncounted() {
        return Refusal.of(
                Refusal.UNSUPPORTED,
                "with a limit of changed rows, COPY from the client runs as a simple query only",
                "Send COPY by the simple query protocol, or INSERT.");
    }

    /** Whether a statement that is stopped after some rows does more when it goes on; one that writes does all at first. */
    private static boolean goesOnLater(Plan plan) {
        return plan.steps().stream().anyMatch(step -> step.command().equals("SELECT"));
    }

    private static Refusal inParts() {
        return Refusal.of(
                Refusal.UNSUPPORTED,
                "with a limit of changed rows, a query that calls code gives all its rows at once",
                "Execute it without a number of rows (a fetch size).");
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
            return kind == 'S'
                    ? notKnown(meant, "26000", "prepared statement", name, false)
                    : notKnown(meant, "34000", "portal", name, false);
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
        answer = Optional.empty();
        session.skipping(false);
        session.batchOpen(false);
        session.prepared().batchEnds();
        session.transactionMayEnd();
        session.owed().add(new Exchange.Synced(session.copyEnded()));
        return Fate.PASS;
    }

    private Fate functionCall() {
        Refusal refusal = Refusal.of(
                Refusal.UNSUPPORTED,
                "the function call message is not available through Sallyport",
                "Call the function in a SELECT statement.");
        return refuse(session.governor().refuse(refusal, 0), true);
    }

    /**
     * What the governor says of a text; empty when it has been asked and the message has to stay.
     */
    private Optional<Verdict> judged(Optional<String> read, boolean simple) {
        Optional<Verdict> answered = read.flatMap(this::answerAbout);
        if (answered.isPresent()) {
            return answered;
        }
        if (read.isEmpty()) {
            return Optional.of(session.governor()
                    .refuse(
                            Refusal.of(
                                    "22021",
                                    "the statement is not valid UTF-8",
                                    "Use client_encoding UTF8 for statements that are not plain ASCII."),
                            0));
        }
        if (session.mustAskPath()) {
            askPath();
            return Optional.empty();
        }
        String text = read.get();
        if (!session.readAsWritten(text)) {
            return Optional.of(session.governor()
                    .refuse(
                            Refusal.of(
                                    Refusal.UNSUPPORTED,
                                    "with the present client_encoding and standard_conforming_strings this text may not"
                                            + " mean what it says",
                                    "Use client_encoding UTF8 and standard_conforming_strings on."),
                            text.length()));
        }
        Object key = simple ? LiteralSkeleton.of(text) : LiteralSkeleton.withoutComment(text);
        Optional<Plan> known = session.governor().known(text, key);
        if (known.isPresent()) {
            // A plan found by a key may be of a text with other literals or another last comment; this one runs as
            // written.
            return Optional.of(new Verdict.Run(known.get()));
        }
        ask(text, text, key);
        return Optional.empty();
    }

    /** What the governor has said of the message that stays: of its text, or of the prepared statement that it runs. */
    private record Answer(Object about, Verdict verdict) {}

    private void ask(Object about, String text, Object key) {
        halt();
        legs.ask(() -> session.governor().judge(text, key), verdict -> {
            answer = Optional.of(new Answer(about, verdict));
            go();
        });
    }

    /** Takes the answer if it is about this; one about anything else is left for what it is about. */
    private Optional<Verdict> answerAbout(Object about) {
        Optional<Verdict> found =
                answer.filter(one -> one.about().equals(about)).map(Answer::verdict);
        if (found.isPresent()) {
            answer = Optional.empty();
        }
        return found;
    }

    /** Has the database say where names are looked up now, before the message that stays is judged. */
    private void askPath() {
        halt();
        inbox.flush();
        boolean synced = !session.batchOpen();
        session.owed().add(new Exchange.PathAsked(synced));
        legs.toDatabase(messages.runNamed(
                "sallyport.path", "SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) AS s"));
        legs.toDatabase(messages.bare(synced ? 'S' : 'H'));
        legs.flushToDatabase();
    }

    /** The answer to {@link #askPath} has come, or will not. */
    void pathAnswered() {
        go();
    }

    /** Empty when what was decided earlier still holds, or holds again. */
    private Optional<Fate> confirmed(Prepared.Entry entry, boolean simple) {
        Optional<Verdict> answered = answerAbout(entry);
        if (answered.isPresent()) {
            switch (answered.get()) {
                case Verdict.Refuse refuse -> {
                    return Optional.of(refuse(refuse, simple));
                }
                case Verdict.Run(Plan renewed) -> {
                    if (!renewed.sameTextAs(entry.plan())) {
                        return Optional.of(refuse(session.governor().refuse(changed(), 0), simple));
                    }
                    entry.plan(renewed);
                }
            }
        }
        if (session.mustAskPath()) {
            askPath();
            return Optional.of(Fate.STAY);
        }
        if (!session.governor().holds(entry.plan())) {
            ask(entry, entry.plan().text(), entry.plan().text());
            return Optional.of(Fate.STAY);
        }
        return Optional.empty();
    }

    private static Refusal changed() {
        return Refusal.of(
                Refusal.UNSUPPORTED,
                "cached plan must not change result type",
                "Policy or catalog have changed what this statement may see. Prepare it again.");
    }

    /**
     * Looks after the names that statements of the text run or read from: they must be of things that were judged.
     * Empty when all are.
     */
    private Optional<Fate> names(Plan plan, boolean simple) {
        if (plan.steps().size() > 1 && session.pathTouched()) {
            boolean ends =
                    plan.steps().stream().anyMatch(step -> step.transaction().isPresent());
            if (ends) {
                return Optional.of(refuse(
                        session.governor().refuse(pathUnclear(), plan.text().length()), simple));
            }
        }
        for (Plan.Step step : plan.steps()) {
            for (NamedObject object : step.namedObjects()) {
                Optional<Fate> fate = switch (object) {
                    case NamedObject.Executes(String name) -> executes(plan, name, simple);
                    case NamedObject.FetchesCursor(String name) -> fetches(name, simple);
                    case NamedObject.Prepares _,
                            NamedObject.Deallocates _,
                            NamedObject.DeclaresCursor _,
                            NamedObject.ClosesCursor _ -> Optional.empty();
                };
                if (fate.isPresent()) {
                    return fate;
                }
            }
        }
        return Optional.empty();
    }

    /** EXECUTE and FETCH give what was prepared or declared, and so no more than that may give. */
    private Prepared.Entry limited(Prepared.Entry entry) {
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
                    limited = new Prepared.Entry(
                            limited.plan().limited(named.get().plan().limits()),
                            limited.parent(),
                            limited.particulars());
                }
            }
        }
        return limited;
    }

    private static Refusal pathUnclear() {
        return Refusal.of(
                Refusal.UNSUPPORTED,
                "the search path was changed in this transaction and may change back within this text",
                "Send the end of the transaction in a message of its own.");
    }

    private Optional<Fate> executes(Plan plan, String name, boolean simple) {
        Prepared.Meaning meant = session.prepared().statement(name);
        Optional<Prepared.Entry> entry = meant.settled();
        boolean explained =
                plan.steps().stream().anyMatch(step -> step.command().startsWith("EXPLAIN"));
        if (entry.isPresent()) {
            Optional<Fate> otherwise = confirmed(entry.get(), simple);
            if (otherwise.isPresent()) {
                return otherwise;
            }
            Plan executed = entry.get().plan();
            if (executed.bracket().isPresent()) {
                return Optional.of(refuse(session.governor().refuse(uncountedExecute(), 0), simple));
            }
            if (explained && executed.governed().isPresent()) {
                return Optional.of(refuse(session.governor().refuse(shown(), 0), simple));
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
            return Optional.of(refuse(session.governor().refuse(shown(), 0), simple));
        }
        if (preparedHere) {
            return Optional.empty();
        }
        return Optional.of(notKnown(meant, "26000", "prepared statement", name, simple));
    }

    private static Refusal uncountedExecute() {
        return Refusal.of(
                Refusal.DENIED,
                "with a limit of changed rows, EXECUTE cannot run a statement that changes some",
                "Execute it by the protocol's own messages, or send its text.");
    }

    private static Refusal shown() {
        return Refusal.of(
                Refusal.DENIED,
                "EXPLAIN EXECUTE would show how the prepared statement is governed",
                "Explain its text.");
    }

    private Optional<Fate> fetches(String name, boolean simple) {
        return switch (session.prepared().portal(name)) {
            case Prepared.Meaning.Known(Prepared.Entry entry) -> confirmed(entry, simple);
            case Prepared.Meaning.Unsettled _ -> Optional.of(untilSettled());
            case Prepared.Meaning.Nothing nothing ->
                session.governor().standing().masked()
                        ? Optional.of(notKnown(nothing, "34000", "cursor", name, simple))
                        : Optional.empty();
        };
    }

    /** The database has not said yet what a name means. It does so unasked: what it hangs on is complete. */
    private Fate untilSettled() {
        forQuiet = true;
        halt();
        return Fate.STAY;
    }

    private Fate notKnown(Prepared.Meaning meant, String code, String what, String name, boolean simple) {
        boolean mayCome = !session.quiet() && !session.batchOpen();
        if (mayCome || meant instanceof Prepared.Meaning.Unsettled) {
            return untilSettled();
        }
        Refusal refusal = Refusal.of(
                code, what + " \"" + name + "\" does not exist", "Names are known once their statement has succeeded.");
        return refuse(session.governor().refuse(refusal, 0), simple);
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
