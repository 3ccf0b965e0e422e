package dev.curfew.examples.gateway.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has each operation started when it is due, whatever became of those before it. Whoever times an operation from when it
 * was due, and not from when it was sent, so counts for every client what a stall of the gateway costs them all, and not
 * just for the one that was under way (coordinated omission).
 *
 * <p>It parks between two operations, as there are no cores to spare for spinning. How late that makes it is recorded
 * where they are started, as {@link Latency#GENERATOR}, and is part of every time.
 */
final class OpenLoop {

    private static final long LONGEST_PARK_NANOS = 1_000_000;

    private final long startNanos;
    private final Consumer<List<Operation>> starter;
    private final BooleanSupplier worthwhile;

    /**
     * @param startNanos of the schedule, on the scale of {@link System#nanoTime}
     * @param starter gets what is due; must not block
     * @param worthwhile asked again and again; if not, the rest is dropped
     */
    OpenLoop(long startNanos, Consumer<List<Operation>> starter, BooleanSupplier worthwhile) {
        this.startNanos = startNanos;
        this.starter = starter;
        this.worthwhile = worthwhile;
    }

    /** Returns when the last operation has been handed over. */
    void run(Schedule schedule) throws InterruptedException {
        Operation next = schedule.next();
        while (next != null && worthwhile.getAsBoolean()) {
            next = startDue(next, schedule, awaitTime(next.dueNanos()));
        }
    }

    /** Returns the first that is not due yet. */
    private @Nullable Operation startDue(Operation first, Schedule schedule, long now) {
        List<Operation> due = new ArrayList<>();
        Operation next = first;
        do {
            due.add(next);
            next = schedule.next();
        } while (next != null && next.dueNanos() <= now);
        starter.accept(due);
        return next;
    }

    /** Returns what time it is. */
    private long awaitTime(long dueNanos) throws InterruptedException {
        long now = System.nanoTime() - startNanos;
        while (now < dueNanos) {
            LockSupport.parkNanos(Math.min(dueNanos - now, LONGEST_PARK_NANOS));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            now = System.nanoTime() - startNanos;
        }
        return now;
    }
}
