package dev.sallyport.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** Lists the commands in the root's help by what they are for. */
final class Topics {

    private static final int COLUMN = 14;

    private static final Map<String, List<String>> TOPICS = topics();

    private Topics() {}

    private static Map<String, List<String>> topics() {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        topics.put("Getting started", List.of("demo", "init", "password", "check"));
        topics.put("Running", List.of("serve", "connect", "statements"));
        topics.put("Policies", List.of("policy", "catalog", "classify", "selftest"));
        topics.put("Records", List.of("audit", "evidence", "witness"));
        topics.put("Other", List.of("bench", "completion", "help"));
        return topics;
    }

    static String render(CommandLine.Help help) {
        Map<String, CommandLine.Help> rest = new TreeMap<>(help.subcommands());
        StringBuilder text = new StringBuilder();
        TOPICS.forEach((topic, names) -> {
            List<String> lines = new ArrayList<>();
            for (String name : names) {
                CommandLine.Help command = rest.remove(name);
                if (command != null) {
                    lines.add(line(name, command));
                }
            }
            if (topic.equals("Other")) {
                rest.forEach((name, command) -> lines.add(line(name, command)));
            }
            if (!lines.isEmpty()) {
                text.append(topic).append(":\n").append(String.join("", lines)).append('\n');
            }
        });
        return text.toString();
    }

    private static String line(String name, CommandLine.Help command) {
        CommandLine.Model.UsageMessageSpec usage = command.commandSpec().usageMessage();
        String[] told = usage.header().length > 0 ? usage.header() : usage.description();
        String first = told.length == 0 ? "" : told[0];
        return "  " + name + " ".repeat(Math.max(1, COLUMN - name.length())) + first + "\n";
    }
}
