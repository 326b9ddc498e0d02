package dev.sallyport.policy.folder;

import dev.sallyport.policy.PolicySet;
import dev.sallyport.statement.MaskText;
import dev.sallyport.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The policies in force, kept up with their folder. Bad files never replace good ones: what was in force stays in force
 * until everything in the folder is right.
 *
 * <p>The folder is polled, because file events do not exist on network file systems and are lost when a folder is
 * swapped by a link, as container platforms do. A listing that races with a rename may miss a file, and a missing file
 * may hold a {@code deny}: a state of the folder counts only once two looks in a row, and one after the contents were
 * read, have found the same files with the same times and sizes.
 */
public final class PolicyWatch implements AutoCloseable {

    /** What the watch tells. Called on the watch's own thread, one call at a time. */
    public interface Listener {

        void replaced(PolicySet before, PolicySet after);

        /** What speaks against policies that are right by themselves; asked before they replace others. May block. */
        List<Problem> objections(PolicySet candidate);

        /**
         * The folder is wrong; {@code kept} stays in force. Told once for each state of the folder.
         *
         * @param problems one line each, with file, line and column where known
         */
        void rejected(PolicySet kept, List<String> problems);
    }

    private record Stamp(FileTime time, long size) {}

    private final PolicyFolder folder;
    private final MaskText expressions;
    private final Listener listener;
    private final AtomicReference<PolicySet> current;
    private final Thread thread;
    private Map<Path, Stamp> taken = Map.of();
    private Map<Path, Stamp> lastLook = Map.of();
    private Map<String, String> contents = Map.of();
    private String lastError = "";
    private String lastFailure = "";

    private PolicyWatch(
            PolicyFolder folder, PolicySet initial, Duration interval, MaskText expressions, Listener listener) {
        this.folder = folder;
        this.expressions = expressions;
        this.listener = listener;
        this.current = new AtomicReference<>(initial);
        this.thread = Thread.ofPlatform().daemon().name("policy-watch").unstarted(() -> watch(interval));
    }

    /**
     * Starts watching.
     *
     * @param initial what is in force until the folder says something else
     * @param interval between two looks, positive
     * @param expressions as {@link PolicySet#compile} has it
     */
    public static PolicyWatch start(
            PolicyFolder folder, PolicySet initial, Duration interval, MaskText expressions, Listener listener) {
        PolicyWatch watch = new PolicyWatch(folder, initial, interval, expressions, listener);
        watch.thread.start();
        return watch;
    }

    /** The policies in force. */
    public PolicySet current() {
        return current.get();
    }

    private void watch(Duration interval) {
        while (!Thread.currentThread().isInterrupted()) {
            look();
            try {
                Thread.sleep(interval);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void look() {
        try {
            Map<Path, Stamp> now = stamps();
            boolean settled = now.equals(lastLook);
            lastLook = now;
            lastError = "";
            if (settled && !now.equals(taken)) {
                Map<String, String> read = folder.read();
                if (stamps().equals(now)) {
                    take(now, read);
                }
            }
        } catch (IOException unreadable) {
            // A file that is being replaced can be gone for a moment: a failure counts, too, when it was there twice.
            String failure = unreadable.toString();
            boolean settled = failure.equals(lastError);
            lastError = failure;
            if (settled && !failure.equals(lastFailure)) {
                lastFailure = failure;
                taken = Map.of();
                listener.rejected(current.get(), List.of(failure));
            }
        }
    }

    private Map<Path, Stamp> stamps() throws IOException {
        Map<Path, Stamp> stamps = new TreeMap<>();
        for (Path file : folder.files(false)) {
            stamps.put(file, new Stamp(Files.getLastModifiedTime(file), Files.size(file)));
        }
        return stamps;
    }

    private void take(Map<Path, Stamp> stamps, Map<String, String> read) {
        taken = stamps;
        lastFailure = "";
        if (!read.equals(contents)) {
            contents = read;
            replace(PolicySet.compile(read, expressions));
        }
    }

    private void replace(PolicySet.Compilation compilation) {
        PolicySet before = current.get();
        switch (compilation) {
            case PolicySet.Compilation.Rejected(var problems) -> reject(before, problems);
            case PolicySet.Compilation.Compiled(PolicySet after) -> {
                if (!after.version().equals(before.version())) {
                    List<Problem> objections = listener.objections(after);
                    if (objections.isEmpty()) {
                        current.set(after);
                        listener.replaced(before, after);
                    } else {
                        reject(before, objections);
                    }
                }
            }
        }
    }

    private void reject(PolicySet kept, List<Problem> problems) {
        listener.rejected(kept, problems.stream().map(Object::toString).toList());
    }

    /** Stops watching; what is in force stays. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
