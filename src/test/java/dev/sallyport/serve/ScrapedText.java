package dev.sallyport.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in Prometheus' format, taken apart strictly (Prometheus documentation, "Exposition formats", "Text-based format"):
 * HELP and TYPE of a family stand before its samples, each once, and a histogram's buckets add up.
 */
record ScrapedText(Map<String, String> types, List<Sample> samples) {

    private static final Pattern META = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (-?[0-9.eE+-]+|\\+Inf|-Inf|NaN)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\\n]|\\\\[\\\\\"n])*)\"(,|$)");

    record Sample(String name, Map<String, String> labels, double value) {}

    static ScrapedText parse(String text) {
        assertThat(text).endsWith("\n");
        Map<String, String> helps = new LinkedHashMap<>();
        Map<String, String> types = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        for (String line : text.strip().split("\n", -1)) {
            Matcher meta = META.matcher(line);
            if (meta.matches()) {
                Map<String, String> of = meta.group(1).equals("HELP") ? helps : types;
                assertThat(of.put(meta.group(2), meta.group(3))).as(line).isNull();
            } else {
                Sample sample = sample(line);
                assertThat(types).as(line).containsKey(family(types, sample.name()));
                assertThat(helps).as(line).containsKey(family(types, sample.name()));
                samples.add(sample);
            }
        }
        ScrapedText scraped = new ScrapedText(types, samples);
        types.forEach((name, type) -> {
            assertThat(type).isIn("counter", "gauge", "histogram", "summary");
            if (type.equals("histogram")) {
                scraped.checkHistogram(name);
            }
        });
        return scraped;
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Map<String, String> labels = new TreeMap<>();
        String written = sample.group(2) == null ? "" : sample.group(2);
        Matcher label = LABEL.matcher(written);
        int end = 0;
        while (label.find()) {
            assertThat(label.start()).as(line).isEqualTo(end);
            assertThat(labels.put(label.group(1), label.group(2))).as(line).isNull();
            end = label.end();
        }
        assertThat(end).as(line).isEqualTo(written.length());
        return new Sample(sample.group(1), labels, number(sample.group(3)));
    }

    private static double number(String text) {
        return text.endsWith("Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
    }

    private static String family(Map<String, String> types, String sample) {
        String shorter = sample.replaceFirst("_(bucket|sum|count)$", "");
        return types.containsKey(sample) ? sample : shorter;
    }

    private void checkHistogram(String name) {
        Map<Map<String, String>, Double> last = new LinkedHashMap<>();
        for (Sample sample : samples) {
            Map<String, String> labels = new TreeMap<>(sample.labels());
            if (sample.name().equals(name + "_bucket")) {
                double bound = number(labels.remove("le"));
                assertThat(sample.value()).as(name).isGreaterThanOrEqualTo(last.getOrDefault(labels, 0.0));
                last.put(labels, sample.value());
                if (bound == Double.POSITIVE_INFINITY) {
                    assertThat(value(name + "_count", labels)).isEqualTo(sample.value());
                }
            }
        }
        assertThat(last).isNotEmpty();
    }

    /** @param labels names and values in turns */
    double value(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (int at = 0; at < labels.length; at += 2) {
            wanted.put(labels[at], labels[at + 1]);
        }
        return value(name, wanted);
    }

    private double value(String name, Map<String, String> labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
                .toList();
        assertThat(found).as(name + labels).hasSize(1);
        return found.getFirst().value();
    }
}
