package dev.curfew.bench.tail;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * The other threads. The busy one keeps a fixed rate and spins between two operations: flat out, a faster alternative
 * would get more contention and more garbage than a slower one, and a server does not get more requests because its
 * library is quick. A busy thread that cannot keep the rate works flat out. Threads of the lowest priority always do,
 * in the little time that they get.
 */
final class Background {

    private static final long SECOND = 1_000_000_000L;
    /** Operations of the busy thread. */
    private static final long PER_SECOND = 1_000_000;

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ready;
    private long startNanos;
    private volatile boolean stopped;
    /** Guarded by this. */
    private long done;

    private boolean allPlaced = true;

    /**
     * What they did.
     *
     * @param placed whether the kernel gave all of them the priority and the processors that they asked for
     */
    record Report(long perSecond, boolean placed) {}

    private Background(int size) {
        ready = new CountDownLatch(size);
    }

    /** Returns once all are at work. */
    static Background start(Load load, Supplier<Work> work) throws InterruptedException {
        Background background = new Background(load.paced + load.lowly);
        for (int i = 0; i < load.paced; i++) {
            background.start("busy-" + i, load, work.get(), false);
        }
        for (int i = 0; i < load.lowly; i++) {
            background.start("lowly-" + i, load, work.get(), true);
        }
        background.ready.await();
        background.startNanos = System.nanoTime();
        return background;
    }

    private void start(String name, Load load, Work work, boolean lowly) {
        Thread thread = new Thread(() -> work(load, work, lowly), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void work(Load load, Work work, boolean lowly) {
        boolean placed = (!load.apart || OwnThread.bindToOtherProcessors()) && (!lowly || OwnThread.lowerPriority());
        awaitOthers();
        long count = lowly ? workFlatOut(work) : workPaced(work);
        synchronized (this) {
            done += count;
            allPlaced &= placed;
        }
    }

    /** Without it the first thread would work undisturbed until the last has its priority. */
    private void awaitOthers() {
        ready.countDown();
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long workFlatOut(Work work) {
        long count = 0;
        while (!stopped) {
            work.run();
            count++;
        }
        return count;
    }

    private long workPaced(Work work) {
        long start = System.nanoTime();
        long count = 0;
        while (!stopped) {
            if (System.nanoTime() - start - count * SECOND / PER_SECOND >= 0) {
                work.run();
                count++;
            } else {
                Thread.onSpinWait();
            }
        }
        return count;
    }

    Report stop() throws InterruptedException {
        long nanos = System.nanoTime() - startNanos;
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (this) {
            return new Report(done * SECOND / nanos, allPlaced);
        }
    }
}
