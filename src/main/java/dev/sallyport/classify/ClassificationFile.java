package dev.sallyport.classify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Proposals as a classification document that policies are read with (docs/policies.md). What is below the wanted
 * confidence stands there as a comment.
 */
public final class ClassificationFile {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_$.-]*");
    private static final Set<String> WORDS = Set.of("null", "true", "false");

    private ClassificationFile() {}

    /**
     * @param heading lines for the head of the file, without the comment signs
     * @param least what is not at least so sure is commented out
     */
    public static String text(String database, List<String> heading, List<Proposal> proposals, Confidence least) {
        List<String> lines = new ArrayList<>();
        heading.forEach(line -> lines.add("# " + line));
        lines.add("classification: " + scalar(database));
        boolean any =
                proposals.stream().anyMatch(proposal -> proposal.confidence().atLeast(least) && named(proposal));
        lines.add(any ? "columns:" : "columns: {}");
        proposals.forEach(proposal -> lines.addAll(lines(proposal, least)));
        return String.join("\n", lines) + "\n";
    }

    private static List<String> lines(Proposal proposal, Confidence least) {
        List<String> lines = new ArrayList<>();
        List<Finding> sure = proposal.findings().stream()
                .filter(finding -> finding.confidence().atLeast(least))
                .toList();
        List<Finding> unsure = proposal.findings().stream()
                .filter(finding -> !sure.contains(finding))
                .toList();
        if (!sure.isEmpty()) {
            lines.add((named(proposal) ? "  " : "#  ") + line(proposal, sure));
        }
        if (!unsure.isEmpty()) {
            lines.add("#  " + line(proposal, unsure));
        }
        return lines;
    }

    /** Policies have no way to name a column of blanks. */
    private static boolean named(Proposal proposal) {
        return !proposal.column().isBlank()
                && !proposal.relation().name().isBlank()
                && !proposal.relation().schema().isBlank();
    }

    private static String line(Proposal proposal, List<Finding> findings) {
        String tags = findings.stream().map(finding -> finding.kind().tag()).collect(Collectors.joining(", "));
        String reasons = findings.size() == 1
                ? reason(findings.getFirst())
                : findings.stream()
                        .map(finding -> finding.kind().tag() + " " + reason(finding))
                        .collect(Collectors.joining(" | "));
        return scalar(key(proposal)) + ": [" + tags + "]  # " + reasons;
    }

    private static String reason(Finding finding) {
        return finding.confidence().word() + ": " + finding.reasons();
    }

    /** The column as policies name it. */
    public static String key(Proposal proposal) {
        return part(proposal.relation().schema()) + "."
                + part(proposal.relation().name()) + "." + part(proposal.column());
    }

    /** A part with a dot in it is quoted; a quotation mark itself can only be named by a star. */
    private static String part(String name) {
        String starred = name.replace('"', '*');
        return starred.indexOf('.') >= 0 ? '"' + starred + '"' : starred;
    }

    /** A text as YAML 1.2 reads it back: plain, or double-quoted. */
    private static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !WORDS.contains(text)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
            } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.appendCodePoint(c);
            }
        });
        return quoted.append('"').toString();
    }
}
