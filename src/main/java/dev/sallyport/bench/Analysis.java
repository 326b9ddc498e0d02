package dev.sallyport.bench;

import dev.sallyport.governor.Judge;
import dev.sallyport.governor.Judgement;
import dev.sallyport.governor.Standing;
import dev.sallyport.statement.MaskKeys;
import dev.sallyport.statement.sql.postgres.PostgresAnalyzer;
import dev.sallyport.statement.sql.postgres.PostgresCounting;
import dev.sallyport.statement.sql.postgres.PostgresGoverning;
import dev.sallyport.statement.sql.postgres.PostgresMasks;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How long a text takes that was never seen: from the text to the verdict and the governed text, for a session with masks and
 * a filter, without any plan that is known already. In this process, on one thread.
 */
public final class Analysis {

    private static final int WARM_UP = 400;
    private static final int RUNS = 400;
    private static final int LARGE_BYTES = 100 * 1024;
    private static final double MICROS = 1_000;

    private Analysis() {}

    /** A table in Markdown. */
    public static String measure() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("look-up", "select id, name, email from customers where id = 4711");
        texts.put("report", """
                with recent as (
                    select o.customer_id, count(*) as orders, sum(o.total) as spent, max(o.placed) as last
                      from orders o where o.placed > now() - interval '90 days' group by o.customer_id)
                select c.id, c.name, c.email, c.phone, r.orders, r.spent, p.card_number,
                       rank() over (partition by c.region order by r.spent desc) as place
                  from customers c
                  join recent r on r.customer_id = c.id
                  left join payments p on p.order_id = (select max(id) from orders where customer_id = c.id)
                 where c.name ilike $1 and r.orders between 2 and 50 and c.region in ('eu', 'us')
                 order by r.spent desc nulls last limit 100""");
        texts.put(
                "update",
                "update orders set total = total * 1.1 from customers c where c.id = customer_id and c.id = 17");
        texts.put("100 KB, a list of values", longList());
        texts.put("100 KB, many queries in one", manyQueries());
        StringBuilder table = new StringBuilder(
                "| text | bytes | median ms | 99 of 100 within ms | CPU ms |\n| --- | ---: | ---: | ---: | ---: |\n");
        try (PostgresAnalyzer analyzer = new PostgresAnalyzer(1)) {
            PostgresMasks masks = new PostgresMasks(MaskKeys.known(), analyzer);
            Judge judge = new Judge(analyzer, new PostgresGoverning(), new PostgresCounting());
            Standing standing = BenchShop.standing(masks);
            texts.forEach((name, text) -> table.append(row(name, text, times(judge, standing, text))));
        }
        return table.toString();
    }

    private static String longList() {
        StringBuilder text = new StringBuilder("select id, email from customers where id in (0");
        for (int value = 1; text.length() < LARGE_BYTES - 10; value++) {
            text.append(", ").append(value);
        }
        return text.append(')').toString();
    }

    private static String manyQueries() {
        StringBuilder text = new StringBuilder("select id, email from customers where id = 0");
        for (int value = 1; text.length() < LARGE_BYTES - 100; value++) {
            text.append("\nunion all select id, email from customers where id = ")
                    .append(value);
        }
        return text.toString();
    }

    /** Times of all runs in nanoseconds, and the processor time of one. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Times(long[] nanos, long cpu) {}

    private static String row(String name, String text, Times times) {
        long[] nanos = times.nanos();
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.2f |%n",
                name,
                text.length(),
                nanos[nanos.length / 2] / MICROS / MICROS,
                nanos[nanos.length * 99 / 100] / MICROS / MICROS,
                times.cpu() / MICROS / MICROS);
    }

    private static Times times(Judge judge, Standing standing, String text) {
        int runs = text.length() < LARGE_BYTES / 2 ? RUNS : RUNS / 10;
        for (int round = 0; round < WARM_UP * runs / RUNS; round++) {
            judge(judge, standing, text);
        }
        long[] nanos = new long[runs];
        long cpu = cpu();
        for (int round = 0; round < runs; round++) {
            long began = System.nanoTime();
            judge(judge, standing, text);
            nanos[round] = System.nanoTime() - began;
        }
        return new Times(nanos, (cpu() - cpu) / runs);
    }

    /** Of the whole process: the grammar runs on a thread of its own. */
    private static long cpu() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    private static void judge(Judge judge, Standing standing, String text) {
        if (judge.judge(text, standing, Set.of()) instanceof Judgement.Refused(var _, var refusal)) {
            throw new IllegalStateException("refused: " + refusal.message());
        }
    }
}
