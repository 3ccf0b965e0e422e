package dev.curfew.bench.libraries;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;

/** {@code DeadlineTimerWheel}, for one thread, the caller. A timer is a number, and the caller maps it to its task. */
final class AgronaTimers implements Timers {

    private static final Runnable NOTHING = () -> {};
    private static final int TICKS_PER_WHEEL = 1024;
    private static final int MOST_PER_POLL = 1024;

    private final DeadlineTimerWheel wheel =
            new DeadlineTimerWheel(NANOSECONDS, System.nanoTime(), CurfewTimers.TICK, TICKS_PER_WHEEL);
    private final Long2ObjectHashMap<Runnable> tasks = new Long2ObjectHashMap<>();

    @Override
    public void scheduleAndCancelIn(long delayNanos) {
        cancel(schedule(System.nanoTime() + delayNanos, NOTHING));
    }

    @Override
    public void scheduleAndCancelAt(long deadlineNanos, long nowNanos) {
        cancel(schedule(deadlineNanos, NOTHING));
    }

    @Override
    public void scheduleIn(long delayNanos, Runnable task) {
        schedule(System.nanoTime() + delayNanos, task);
    }

    @Override
    public void scheduleDue(Runnable task) {
        schedule(System.nanoTime() - 2 * CurfewTimers.TICK, task);
    }

    private long schedule(long deadlineNanos, Runnable task) {
        long id = wheel.scheduleTimer(deadlineNanos);
        tasks.put(id, task);
        return id;
    }

    private void cancel(long id) {
        tasks.remove(id);
        wheel.cancelTimer(id);
    }

    @Override
    public void fire() {
        wheel.poll(
                System.nanoTime(),
                (unit, now, id) -> {
                    tasks.remove(id).run();
                    return true;
                },
                MOST_PER_POLL);
    }

    @Override
    public void close() {
        tasks.clear();
        wheel.clear();
    }
}
