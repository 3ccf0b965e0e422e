package dev.curfew.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Work on other threads, and waiting for it: never for ever, never for a time that has to pass. */
public final class Background {

    private static final long PATIENCE_SECONDS = 30;
    private static final ExecutorService POOL = Executors.newCachedThreadPool(Background::daemon);

    private Background() {}

    /** A task that may throw. */
    @FunctionalInterface
    public interface Task {
        void run() throws Exception;
    }

    public static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "test-background");
        thread.setDaemon(true);
        return thread;
    }

    public static Future<?> start(Task task) {
        return call(() -> {
            task.run();
            return null;
        });
    }

    public static <T> Future<T> call(Callable<T> task) {
        return POOL.submit(task);
    }

    /** The result of a task that ends soon; throws what it threw. */
    public static <T> T get(Future<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("on another thread: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("a task does not end", e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    public static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(latch.getCount() + " events have not happened");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until a condition holds. */
    public static void until(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("never: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Runs the tasks at the same moment, as nearly as possible, the first on this thread; returns when all are over. */
    public static void race(Task... tasks) {
        AtomicInteger absent = new AtomicInteger(tasks.length);
        List<Future<?>> others = new ArrayList<>();
        for (int i = 1; i < tasks.length; i++) {
            Task task = tasks[i];
            others.add(start(() -> meetAndRun(absent, task)));
        }
        try {
            meetAndRun(absent, tasks[0]);
        } catch (Exception e) {
            throw new AssertionError("in a race: " + e, e);
        }
        others.forEach(Background::get);
    }

    private static void meetAndRun(AtomicInteger absent, Task task) throws Exception {
        absent.decrementAndGet();
        spinUntil(() -> absent.get() == 0);
        task.run();
    }

    /** Polls a condition that another thread is about to make true; leaves the processor to it if that takes long. */
    public static void spinUntil(BooleanSupplier condition) {
        for (int spins = 0; !condition.getAsBoolean(); spins++) {
            if (spins > 1_000) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    /** Waits until a thread is parked, or gives up the wait for a state that says less: it is started and alive. */
    public static void untilParked(Thread thread) {
        until("parked: " + thread, () -> {
            Thread.State state = thread.getState();
            return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
        });
    }
}
