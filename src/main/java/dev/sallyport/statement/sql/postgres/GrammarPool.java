package dev.sallyport.statement.sql.postgres;

import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.WasmModule;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Lends grammars to work, each on a platform thread whose stack is large enough for deep parse trees. Any thread may
 * call; virtual ones wait without holding a carrier.
 */
final class GrammarPool implements AutoCloseable {

    private static final long STACK_BYTES = 16L << 20;

    /** What came of work. */
    sealed interface Outcome<T> {
        record Done<T>(T value) implements Outcome<T> {}

        /** @param why completes "the statement cannot be judged: ..." */
        record GivenUp<T>(String why) implements Outcome<T> {}
    }

    /** Read in the background, as it takes some tenths of a second: who needs it first waits for it. */
    private final Future<WasmModule> module;

    private final Duration deadline;
    private final BlockingQueue<PostgresGrammar> idle;
    private final ExecutorService threads;
    private final int size;

    /**
     * @param size how many statements are worked on at a time, at least 1; each takes 36 MB and more
     * @param deadline how long work may take, its waiting for a grammar counted
     */
    GrammarPool(int size, Duration deadline) {
        this.size = size;
        this.deadline = deadline;
        idle = new ArrayBlockingQueue<>(size);
        threads = Executors.newFixedThreadPool(
                size,
                Thread.ofPlatform()
                        .name("grammar-", 1)
                        .stackSize(STACK_BYTES)
                        .daemon()
                        .factory());
        module = threads.submit(PostgresGrammar::load);
    }

    /** Runs work until it is compiled, on every thread at once; returns when all are done. */
    void warmUp(int rounds, Function<PostgresGrammar, ?> work) {
        CountDownLatch left = new CountDownLatch(size);
        for (int i = 0; i < size && !threads.isShutdown(); i++) {
            var _ = threads.submit(() -> {
                try {
                    for (int round = 0; round < rounds; round++) {
                        lend(work);
                    }
                } finally {
                    left.countDown();
                }
            });
        }
        try {
            left.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs work on one of the pool's threads and waits for it. The work must not keep the grammar. */
    <T> Outcome<T> call(Function<PostgresGrammar, T> work) {
        Future<Outcome<T>> running = threads.submit(() -> lend(work));
        try {
            return running.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            running.cancel(true); // compiled grammars look for interruption in every loop
            return new Outcome.GivenUp<>("it takes longer than " + deadline.toMillis() + " ms");
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            return new Outcome.GivenUp<>("the session ended");
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the analysis failed", failed.getCause());
        }
    }

    private <T> Outcome<T> lend(Function<PostgresGrammar, T> work) {
        PostgresGrammar grammar = idle.poll();
        if (grammar == null) {
            grammar = make(); // there are as many as threads at most
        }
        boolean intact = false;
        try {
            T value = work.apply(grammar);
            intact = !grammar.isBloated();
            return new Outcome.Done<>(value);
        } catch (StackOverflowError tooDeep) {
            return new Outcome.GivenUp<>("it is nested too deeply");
        } catch (PostgresGrammar.Broken broken) {
            return new Outcome.GivenUp<>(String.valueOf(broken.getMessage()));
        } catch (ChicoryException trap) {
            // The runtime turns a stack overflow of its own into this.
            return new Outcome.GivenUp<>("it is too large or nested too deeply");
        } finally {
            boolean interrupted = Thread.interrupted(); // a late cancel must not hit the next work's instance
            if (intact && !interrupted) {
                idle.add(grammar);
            }
        }
    }

    private PostgresGrammar make() {
        try {
            return new PostgresGrammar(module.get());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the grammar is not loaded", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the grammar cannot be loaded", failed.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
