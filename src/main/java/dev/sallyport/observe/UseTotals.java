package dev.sallyport.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * What was counted of some statements, at a moment.
 *
 * @param calls executions that ended, without those that never began
 * @param errors those of them that did not end well
 * @param denials how often it was refused; such are no calls
 * @param rows result rows sent to clients
 * @param bytes of results sent to clients
 * @param micros of all calls together
 * @param maskedColumns columns that came masked, for each call
 * @param filteredRelations relations of which rows were left out, for each call
 * @param buckets how many calls took how long, the shortest first
 */
public record UseTotals(
        long calls,
        long errors,
        long denials,
        long rows,
        long bytes,
        long micros,
        long maskedColumns,
        long filteredRelations,
        List<Durations.Bucket> buckets) {

    public UseTotals {
        buckets = List.copyOf(buckets);
    }

    public UseTotals plus(UseTotals more) {
        List<Durations.Bucket> both = new ArrayList<>(buckets.size());
        for (int at = 0; at < buckets.size(); at++) {
            Durations.Bucket one = buckets.get(at);
            both.add(new Durations.Bucket(
                    one.seconds(), one.count() + more.buckets.get(at).count()));
        }
        return new UseTotals(
                calls + more.calls,
                errors + more.errors,
                denials + more.denials,
                rows + more.rows,
                bytes + more.bytes,
                micros + more.micros,
                maskedColumns + more.maskedColumns,
                filteredRelations + more.filteredRelations,
                both);
    }

    /** Of all calls together. */
    public double seconds() {
        return micros / Durations.MICROS_PER_SECOND;
    }

    /** Of one call; 0 when there was none. */
    public double meanSeconds() {
        return calls == 0 ? 0 : seconds() / calls;
    }

    /**
     * The time that a share of the calls was not over, in seconds, as if those of a bucket lay evenly in it; the bound of
     * the last bucket but one for what is longer; 0 when there was no call.
     *
     * @param share above 0, to 1
     */
    public double quantile(double share) {
        long all = buckets.stream().mapToLong(Durations.Bucket::count).sum();
        double wanted = share * all;
        double below = 0;
        long before = 0;
        for (Durations.Bucket bucket : buckets) {
            if (bucket.count() > 0 && before + bucket.count() >= wanted) {
                return Double.isInfinite(bucket.seconds())
                        ? below
                        : below + (bucket.seconds() - below) * (wanted - before) / bucket.count();
            }
            before += bucket.count();
            below = Double.isInfinite(bucket.seconds()) ? below : bucket.seconds();
        }
        return 0;
    }
}
