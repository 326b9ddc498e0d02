package dev.sallyport.cli;

import com.samskivert.mustache.Mustache;
import dev.sallyport.selftest.SelfTestReport;
import dev.sallyport.selftest.SelfTestReport.Counts;
import dev.sallyport.selftest.SelfTestReport.Finding;
import dev.sallyport.selftest.SelfTestReport.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A self-test's report with what it was of, as text for a terminal, as JSON, and as a page that holds all of itself.
 *
 * @param gate which gate was tried, in words
 */
record SelfTestFile(String database, Acting acting, String policies, String gate, SelfTestReport report) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String PAGE = "selftest.html";
    private static final int HASH_DIGITS = 12;

    private Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("result", report.held() ? "held" : "leaked");
        tree.put("sallyport", Version.NUMBER);
        tree.put("commit", System.getProperty("sallyport.commit", "unknown"));
        tree.put("gate", gate);
        tree.put("database", database);
        tree.put("server", "PostgreSQL " + report.server());
        tree.put("identity", acting.chain().getFirst().id());
        tree.put(
                "on-behalf-of",
                acting.chain().stream().skip(1).map(link -> link.id()).toList());
        tree.put("purpose", acting.purpose().orElse(""));
        tree.put("policies", policies);
        tree.put("started", report.started().truncatedTo(ChronoUnit.SECONDS).toString());
        tree.put("finished", report.finished().truncatedTo(ChronoUnit.SECONDS).toString());
        tree.put("attempts", counts(report.total()));
        tree.put(
                "findings",
                report.findings().stream().map(SelfTestFile::finding).toList());
        tree.put(
                "over-denied",
                report.overDenied().stream().map(SelfTestFile::finding).toList());
        tree.put("targets", report.targets().stream().map(SelfTestFile::target).toList());
        tree.put(
                "themes",
                report.themes().stream()
                        .map(theme -> with("name", theme.name(), counts(theme.counts())))
                        .toList());
        return tree;
    }

    private static Map<String, Object> with(String key, Object value, Map<String, Object> rest) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(key, value);
        all.putAll(rest);
        return all;
    }

    private static Map<String, Object> counts(Counts counts) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("all", counts.all());
        tree.put("held", counts.held());
        tree.put("refused", counts.refused());
        tree.put("undecided", counts.undecided());
        tree.put("over-denied", counts.overDenied());
        tree.put("leaked", counts.leaked());
        return tree;
    }

    private static Map<String, Object> target(Target target) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", target.name());
        tree.put("protection", target.protection());
        tree.put("values", target.values());
        tree.putAll(counts(target.counts()));
        tree.put("notes", target.notes());
        return tree;
    }

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("target", finding.target());
        tree.put("what", finding.what());
        tree.put("way", finding.way());
        tree.put("text", finding.text());
        tree.put("template", finding.place());
        return tree;
    }

    String json() {
        return JSON.writeValueAsString(tree());
    }

    /** A page without scripts that needs nothing from elsewhere; it prints well. */
    String html() {
        Map<String, Object> tree = new LinkedHashMap<>(tree());
        tree.put("is-held", report.held());
        tree.put("has-over-denied", !report.overDenied().isEmpty());
        tree.put("short-policies", policies.substring(0, HASH_DIGITS));
        tree.put(
                "behalf",
                String.join(
                        ", ",
                        acting.chain().stream().skip(1).map(link -> link.id()).toList()));
        return Mustache.compiler()
                .defaultValue("")
                .emptyStringIsFalse(true)
                .compile(page())
                .execute(tree);
    }

    private static String page() {
        try (InputStream in = Objects.requireNonNull(SelfTestFile.class.getResourceAsStream(PAGE), PAGE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + PAGE, unreadable);
        }
    }

    /** For a terminal. */
    String text() {
        List<String> lines = new ArrayList<>();
        Counts total = report.total();
        lines.add("%s as %s, policies %s, PostgreSQL %s, gate: %s"
                .formatted(
                        database,
                        acting.chain().getFirst().id(),
                        policies.substring(0, HASH_DIGITS),
                        report.server(),
                        gate));
        lines.add("");
        int width = report.targets().stream()
                .mapToInt(target -> target.name().length())
                .max()
                .orElse(0);
        for (Target target : report.targets()) {
            lines.add(("  %-" + width + "s  %5d attempts  %s%s")
                    .formatted(
                            target.name(),
                            target.counts().all(),
                            verdict(target.counts()),
                            "  (" + target.protection() + ")"));
            target.notes().forEach(note -> lines.add("    " + note));
        }
        lines.add("");
        findings("LEAK", report.findings(), lines);
        findings("over-denied", report.overDenied(), lines);
        lines.add("%d attempts: %d held, %d refused, %d undecided, %d over-denied, %d leaked"
                .formatted(
                        total.all(),
                        total.held(),
                        total.refused(),
                        total.undecided(),
                        total.overDenied(),
                        total.leaked()));
        lines.add(report.held() ? "Nothing came out that must not." : "The gate did not hold.");
        return String.join("\n", lines) + "\n";
    }

    private static String verdict(Counts counts) {
        if (counts.leaked() > 0) {
            return counts.leaked() + " LEAKED";
        }
        return counts.all() == 0 ? "not tried" : "held";
    }

    private static void findings(String what, List<Finding> findings, List<String> lines) {
        for (Finding finding : findings) {
            lines.add(what + "  " + finding.target() + ", " + finding.way() + ": " + finding.what());
            lines.add("    " + finding.text());
        }
        if (!findings.isEmpty()) {
            lines.add("");
        }
    }
}
