package dev.sallyport.observe;

import java.util.concurrent.atomic.LongAdder;

/** Which policies are in force, and how often they were to be replaced. Thread-safe. */
public final class PolicyCounts {

    private final LongAdder replaced = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile String version;

    /** @param version the content hash of the policies */
    public PolicyCounts(String version) {
        this.version = version;
    }

    public void replaced(String by) {
        version = by;
        replaced.increment();
    }

    public void rejected() {
        rejected.increment();
    }

    public String version() {
        return version;
    }

    public long replacements() {
        return replaced.sum();
    }

    public long rejections() {
        return rejected.sum();
    }
}
