package dev.sallyport.observe.endpoint;

import dev.sallyport.observe.Durations;
import dev.sallyport.observe.StatementUse;
import dev.sallyport.observe.StatementUses;
import dev.sallyport.observe.UseTotals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Which statements are used how much, as JSON. */
final class UsePage {

    private static final double MICROS = 1e6;

    private UsePage() {}

    static String json(StatementUses.Reading reading, UseQuery query) {
        Collection<StatementUses.Used> grouped = grouped(reading.uses(), query.group());
        List<Map<String, Object>> shown = grouped.stream()
                .sorted(Comparator.comparing(
                        StatementUses.Used::totals, query.order().mostFirst()))
                .limit(query.limit())
                .map(used -> statement(used, query.group()))
                .toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("since", reading.since().toString());
        page.put("by", query.group().label());
        page.put("sort", query.order().label());
        page.put("statements", shown);
        page.put("left_off", grouped.size() - shown.size());
        page.put("other", totals(reading.other()));
        page.put("told_apart", reading.uses().size());
        page.put("told_apart_max", reading.max());
        page.put("folded", reading.folded());
        return JsonMapper.shared().writeValueAsString(page) + "\n";
    }

    private static Collection<StatementUses.Used> grouped(List<StatementUses.Used> uses, UseGroup group) {
        Map<StatementUse.About, StatementUses.Used> grouped = new LinkedHashMap<>();
        for (StatementUses.Used used : uses) {
            StatementUse.About about = group.of(used.about());
            grouped.merge(
                    about,
                    new StatementUses.Used(about, used.form(), used.totals()),
                    (one, more) -> new StatementUses.Used(
                            about, one.form(), one.totals().plus(more.totals())));
        }
        return grouped.values();
    }

    private static Map<String, Object> statement(StatementUses.Used used, UseGroup group) {
        StatementUse.About about = used.about();
        Map<String, Object> members = new LinkedHashMap<>();
        if (group == UseGroup.STATEMENT || group == UseGroup.FINGERPRINT) {
            members.put("database", about.database());
            members.put("fingerprint", about.fingerprint());
            members.put("command", used.form().command());
            members.put("text", used.form().text());
            if (used.form().truncated()) {
                members.put("truncated", true);
            }
        }
        if (group == UseGroup.STATEMENT || group == UseGroup.IDENTITY) {
            members.put("identity", about.identity());
        }
        if (group == UseGroup.STATEMENT || group == UseGroup.PURPOSE) {
            members.put("purpose", about.purpose());
        }
        members.putAll(totals(used.totals()));
        return members;
    }

    private static Map<String, Object> totals(UseTotals totals) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("calls", totals.calls());
        members.put("errors", totals.errors());
        members.put("denials", totals.denials());
        members.put("rows", totals.rows());
        members.put("bytes", totals.bytes());
        members.put("masked_columns", totals.maskedColumns());
        members.put("filtered_relations", totals.filteredRelations());
        Map<String, Object> seconds = new LinkedHashMap<>();
        seconds.put("total", rounded(totals.seconds()));
        seconds.put("mean", rounded(totals.meanSeconds()));
        seconds.put("p50", rounded(totals.quantile(0.50)));
        seconds.put("p95", rounded(totals.quantile(0.95)));
        seconds.put("p99", rounded(totals.quantile(0.99)));
        members.put("seconds", seconds);
        members.put("buckets", buckets(totals.buckets()));
        return members;
    }

    /** To whole microseconds. */
    private static double rounded(double seconds) {
        return Math.round(seconds * MICROS) / MICROS;
    }

    /** Those that something is in; the last has no bound. */
    private static List<Map<String, Object>> buckets(List<Durations.Bucket> all) {
        List<Map<String, Object>> buckets = new ArrayList<>();
        for (Durations.Bucket bucket : all) {
            if (bucket.count() > 0) {
                Map<String, Object> members = new LinkedHashMap<>();
                if (!Double.isInfinite(bucket.seconds())) {
                    members.put("le", bucket.seconds());
                }
                members.put("count", bucket.count());
                buckets.add(members);
            }
        }
        return buckets;
    }
}
