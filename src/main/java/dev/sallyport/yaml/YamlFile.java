package dev.sallyport.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A file of YAML documents, and the problems found while its values are read. Not thread-safe: a file is read once, by
 * one thread.
 *
 * <p>Only the node tree of the parser is used, because it alone knows where everything stands.
 */
public final class YamlFile {

    /** More references to one anchor than any honest file has; a nest of them can fill the memory. */
    static final int MAX_ALIASES = 50;

    private final String name;
    private final List<String> lines;
    private final List<Problem> problems = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();
    private final List<YamlValue> documents = new ArrayList<>();

    private YamlFile(String name, String text) {
        this.name = name;
        this.lines = text.lines().toList();
    }

    /** Reads the syntax. When it is wrong there are no documents and one problem. */
    public static YamlFile parse(String name, String text) {
        YamlFile file = new YamlFile(name, text);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setUseMarks(true)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .build();
        try {
            for (Node node : new Compose(settings).composeAllFromString(text)) {
                file.documents.add(new YamlValue(file, "", "", node));
            }
        } catch (MarkedYamlEngineException wrong) {
            Place place = wrong.getProblemMark()
                    .map(mark -> new Place(name, mark.getLine() + 1, mark.getColumn() + 1))
                    .orElse(new Place(name, 1, 1));
            file.documents.clear();
            file.problems.add(place.problem("not YAML: " + wrong.getProblem()));
        } catch (YamlEngineException wrong) {
            file.documents.clear();
            file.problems.add(new Place(name, 1, 1).problem("not YAML: " + wrong.getMessage()));
        }
        return file;
    }

    public List<YamlValue> documents() {
        return List.copyOf(documents);
    }

    /** Everything found wrong so far, in the order of the file. */
    public List<Problem> problems() {
        return problems.stream().sorted(Comparator.comparing(Problem::place)).toList();
    }

    /** The path of every key that has been asked for, {@code *} for a free name: what the documentation must list. */
    public Set<String> asked() {
        return Set.copyOf(asked);
    }

    public String name() {
        return name;
    }

    void ask(String path) {
        asked.add(path);
    }

    void report(Problem problem) {
        problems.add(problem);
    }

    /** A line of the text, from 1; empty when there is none. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }
}
