package dev.sallyport.evidence;

import dev.sallyport.audit.search.Event;
import dev.sallyport.audit.search.Events;
import dev.sallyport.audit.search.Field;
import dev.sallyport.audit.search.Group;
import dev.sallyport.audit.search.LogIndex;
import dev.sallyport.audit.search.Question;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Reads figures and samples from the log. */
public record Collector(LogIndex index, Events events, UnaryOperator<String> persons) {

    private static final int MAX_LISTED = 500;

    /** Of more statements than this, only those before are drawn from. */
    private static final int MAX_DRAWN = 1_000_000;

    /** How many events there were in a time. */
    public long events(Instant from, Instant until) throws IOException {
        return index.count(Question.ALL.between(from, until));
    }

    /** Every figure for a time. */
    public List<Evidence.Measured> figures(Instant from, Instant until) throws IOException {
        List<Evidence.Measured> measured = new ArrayList<>();
        for (Figure figure : Figure.all()) {
            measured.add(measured(figure, from, until));
        }
        return measured;
    }

    private Evidence.Measured measured(Figure figure, Instant from, Instant until) throws IOException {
        Question question = figure.question().between(from, until);
        String command = Commands.search(question, figure.by());
        if (!figure.by().isEmpty()) {
            List<Group> groups = index.groups(question, figure.by()).stream()
                    .map(group -> group.named(figure.by(), persons))
                    .toList();
            return new Evidence.Measured(figure, command, index.count(question), groups, List.of());
        }
        LogIndex.Found found = index.find(question, MAX_LISTED, LogIndex.Order.NEWEST);
        List<Event> list = new ArrayList<>();
        for (LogIndex.Place place : found.places()) {
            list.add(events.at(place));
        }
        list.sort(Comparator.comparing(Event::time));
        return new Evidence.Measured(figure, command, found.total(), List.of(), list);
    }

    /**
     * Statements of a time, drawn at random.
     *
     * @param seed of the same always the same are drawn
     */
    public List<Event> samples(Instant from, Instant until, int count, long seed) throws IOException {
        Question statements =
                Question.ALL.with(Field.KIND, "q.intent", "q.deny").between(from, until);
        List<LogIndex.Place> places = new ArrayList<>(
                index.find(statements, MAX_DRAWN, LogIndex.Order.OLDEST).places());
        Random random = new Random(seed);
        List<LogIndex.Place> drawn = new ArrayList<>();
        while (drawn.size() < count && !places.isEmpty()) {
            int at = random.nextInt(places.size());
            drawn.add(places.get(at));
            places.set(at, places.getLast());
            places.removeLast();
        }
        drawn.sort(Comparator.comparingLong(LogIndex.Place::index));
        List<Event> samples = new ArrayList<>();
        for (LogIndex.Place place : drawn) {
            samples.add(events.at(place));
        }
        return samples;
    }
}
