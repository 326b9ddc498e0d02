package dev.sallyport.wire.postgres;

import dev.sallyport.governor.Plan;
import dev.sallyport.governor.Verdict;
import dev.sallyport.statement.sql.postgres.LiteralSkeleton;
import java.util.Optional;

/**
 * Finds out what may become of the message that the client's side looks at: from what was decided before, or by asking the
 * governor, and the database where names are looked up. While it asks, the client is not listened to and the message stays.
 */
final class Inquiry {

    private static final String ASK_PATH = "SELECT s FROM pg_catalog.unnest(pg_catalog.current_schemas(true)) AS s";

    private final Open session;
    private final Legs legs;
    private final Messages messages;
    private final Listening client;

    /** What the governor said of the message that stays. */
    private Optional<Answer> answer = Optional.empty();

    Inquiry(Open session, Legs legs, Messages messages, Listening client) {
        this.session = session;
        this.legs = legs;
        this.messages = messages;
        this.client = client;
    }

    /** What the governor has said: of a text, or of the prepared statement that the message runs. */
    private record Answer(Object about, Verdict verdict) {}

    /**
     * What the governor says of a text; empty when it has been asked and the message has to stay.
     *
     * @param read empty when the text could not be read
     */
    Optional<Verdict> verdict(Optional<String> read, boolean simple) {
        Optional<Verdict> answered = read.flatMap(this::answerAbout);
        if (answered.isPresent()) {
            return answered;
        }
        if (read.isEmpty()) {
            return Optional.of(session.governor().refuse(ClientRefusals.NOT_UTF8, 0));
        }
        if (session.mustAskPath()) {
            askPath();
            return Optional.empty();
        }
        String text = read.get();
        if (!session.readAsWritten(text)) {
            return Optional.of(session.governor().refuse(ClientRefusals.READ_OTHERWISE, text.length()));
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

    /** Empty when what was decided earlier still holds, or holds again. */
    Optional<Hindrance> confirm(Prepared.Entry entry) {
        Optional<Verdict> answered = answerAbout(entry);
        if (answered.isPresent()) {
            switch (answered.get()) {
                case Verdict.Refuse refuse -> {
                    return Optional.of(new Hindrance.Refused(refuse));
                }
                case Verdict.Run(Plan renewed) -> {
                    if (!renewed.sameTextAs(entry.plan())) {
                        return Optional.of(
                                new Hindrance.Refused(session.governor().refuse(ClientRefusals.CHANGED, 0)));
                    }
                    entry.plan(renewed);
                }
            }
        }
        if (session.mustAskPath()) {
            askPath();
            return Optional.of(new Hindrance.Stays());
        }
        if (!session.governor().holds(entry.plan())) {
            ask(entry, entry.plan().text(), entry.plan().text());
            return Optional.of(new Hindrance.Stays());
        }
        return Optional.empty();
    }

    /** The message is skipped, or the batch has ended: what was judged for it is for nothing else. */
    void forget() {
        answer = Optional.empty();
    }

    private void ask(Object about, String text, Object key) {
        client.halt();
        legs.ask(() -> session.governor().judge(text, key), verdict -> {
            answer = Optional.of(new Answer(about, verdict));
            client.go();
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
        client.halt();
        client.sendJudged();
        boolean synced = !session.batchOpen();
        session.owed().add(new Exchange.PathAsked(synced));
        legs.toDatabase(messages.runNamed("sallyport.path", ASK_PATH));
        legs.toDatabase(messages.bare(synced ? 'S' : 'H'));
        legs.flushToDatabase();
    }

    /** The answer of the database has come, or will not. */
    void pathAnswered() {
        client.go();
    }
}
