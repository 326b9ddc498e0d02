package dev.sallyport.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What one run of pgbench gave.
 *
 * @param tps transactions a second
 * @param latencyMicros median latency of one transaction where one client ran, else pgbench's average
 * @param cpuMicros processor time of the peer's own process for one transaction; 0 for a direct run
 */
record Sample(double tps, double latencyMicros, double cpuMicros) {

    /** Figure by figure, the median of several runs. */
    static Sample median(List<Sample> samples) {
        return new Sample(
                median(samples, Sample::tps),
                median(samples, Sample::latencyMicros),
                median(samples, Sample::cpuMicros));
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
