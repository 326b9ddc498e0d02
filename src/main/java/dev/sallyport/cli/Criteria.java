package dev.sallyport.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is chosen among records, wherever they are read. */
final class Criteria {

    /** The kinds of what was refused. */
    static final List<String> REFUSALS = List.of("q.deny", "auth.fail");

    @Option(
            names = "--as",
            paramLabel = "IDENTITY",
            description = "What this identity did, or others did on its behalf.")
    private List<String> identities = new ArrayList<>();

    @Option(names = "--database", paramLabel = "NAME", description = "What concerned this database.")
    private List<String> databases = new ArrayList<>();

    @Option(
            names = "--relation",
            paramLabel = "NAME",
            description = "Statements that used this relation: public.orders, or orders in any schema.")
    private List<String> relations = new ArrayList<>();

    @Option(names = "--effect", paramLabel = "EFFECT", description = "Statements with this effect, such as delete.")
    private List<String> effects = new ArrayList<>();

    @Option(names = "--decision", paramLabel = "DECISION", description = "Statements decided so: allow, mask or deny.")
    private List<String> decisions = new ArrayList<>();

    @Option(names = "--session", paramLabel = "ID", description = "What this session did.")
    private List<String> sessions = new ArrayList<>();

    @Option(names = "--kind", paramLabel = "KIND", description = "Records of this kind, such as q.deny or ses.open.")
    private List<String> kinds = new ArrayList<>();

    @Option(names = "--refused", description = "Refused statements and failed log-ins.")
    private boolean refused;

    @Mixin
    private TimeWindow window = new TimeWindow();

    List<String> identities() {
        return identities;
    }

    List<String> databases() {
        return databases;
    }

    List<String> relations() {
        return relations;
    }

    List<String> effects() {
        return effects;
    }

    List<String> decisions() {
        return decisions;
    }

    List<String> sessions() {
        return sessions;
    }

    List<String> kinds() {
        return kinds;
    }

    boolean refused() {
        return refused;
    }

    TimeWindow window() {
        return window;
    }
}
