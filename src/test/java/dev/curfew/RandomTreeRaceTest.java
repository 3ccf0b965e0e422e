package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.kit.RacedTree;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two threads at work on one random tree, beside the threads that end contexts at their deadlines. What they do follows
 * from the seed, how they interleave does not: so what holds in the end is checked, not what happened in between.
 */
class RandomTreeRaceTest {

    private static final int TREES = 200;
    private static final int OPERATIONS = 120;

    @ParameterizedTest
    @EnumSource
    @Semantic({1, 2, 3, 6, 10, 23, 24, 25, 26})
    void nothingIsLostOrDoneTwice(Core core) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Seeds.forEach(TREES, seed -> race(core, seed, threads));
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    private static void race(Core core, long seed, ExecutorService threads) {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        try (ContextRuntime one = ContextRuntime.builder()
                        .core(core)
                        .errorHandler(errors::add)
                        .build();
                ContextRuntime other = ContextRuntime.builder()
                        .core(core == Core.MUTEX ? Core.LOCK_FREE : Core.MUTEX)
                        .errorHandler(errors::add)
                        .build()) {
            RacedTree tree = new RacedTree(one, other);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> first = threads.submit(() -> work(tree, new Random(seed), start));
            Future<?> second = threads.submit(() -> work(tree, new Random(~seed), start));
            first.get();
            second.get();
            tree.settle();
            tree.check();
            tree.endAll();
            tree.check();
            assertEquals(List.of(), errors);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Void work(RacedTree tree, Random random, CyclicBarrier start) throws Exception {
        start.await();
        for (int i = 0; i < OPERATIONS; i++) {
            tree.step(random);
        }
        return null;
    }
}
