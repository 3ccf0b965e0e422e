package dev.curfew.bench.tail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static final Path OWN_THREAD = Path.of("/proc/thread-self");
    private static final long SECOND = 1_000_000_000L;
    /** Operations of the busy thread. */
    private static final long PER_SECOND = 1_000_000;

    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ready;
    private long startNanos;
    private volatile boolean stopped;
    /** Guarded by this. */
    private long done;

    private boolean allLowered = true;

    /** What they did. */
    record Report(long perSecond, boolean lowered) {}

    private Background(int size) {
        ready = new CountDownLatch(size);
    }

    /** Returns once all are at work. */
    static Background start(Load load, Supplier<Work> work) throws InterruptedException {
        Background background = new Background(load.paced + load.lowly);
        for (int i = 0; i < load.paced; i++) {
            background.start("busy-" + i, work.get(), false);
        }
        for (int i = 0; i < load.lowly; i++) {
            background.start("lowly-" + i, work.get(), true);
        }
        background.ready.await();
        background.startNanos = System.nanoTime();
        return background;
    }

    private void start(String name, Work work, boolean lowly) {
        Thread thread = new Thread(() -> work(work, lowly), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void work(Work work, boolean lowly) {
        boolean lowered = !lowly || lowerOwnPriority();
        awaitOthers();
        long count = lowly ? workFlatOut(work) : workPaced(work);
        synchronized (this) {
            done += count;
            allLowered &= lowered;
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

    /**
     * Linux ignores the priorities of Java unless the JVM has an option for it. Each thread has a priority of the
     * kernel.
     */
    private static boolean lowerOwnPriority() {
        try {
            String id = Files.readSymbolicLink(OWN_THREAD).getFileName().toString();
            return new ProcessBuilder("renice", "-n", "19", "-p", id)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notLinux) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    Report stop() throws InterruptedException {
        long nanos = System.nanoTime() - startNanos;
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (this) {
            return new Report(done * SECOND / nanos, allLowered);
        }
    }
}
