package dev.curfew.bench.libraries;

import dev.curfew.internal.DriverThread;
import dev.curfew.internal.wheel.TimerQueue;
import dev.curfew.internal.wheel.WheelThread;
import org.agrona.concurrent.SystemNanoClock;

/** The wheel of this library with a thread of its own that parks, as a runtime has it. */
public final class CurfewTimers implements Timers {

    /** A tick that most wheels can have. */
    public static final long TICK = 1 << 20;

    private static final Runnable NOTHING = () -> {};

    private final WheelThread thread = new WheelThread(
            SystemNanoClock.INSTANCE,
            TICK,
            Throwable::printStackTrace,
            null,
            work -> DriverThread.neutral("wheel", work),
            true);
    private final TimerQueue wheel = thread.queue();

    public CurfewTimers() {
        thread.startToStay();
    }

    @Override
    public void scheduleAndCancelIn(long delayNanos) {
        wheel.schedule(System.nanoTime() + delayNanos, NOTHING).cancel();
    }

    @Override
    public void scheduleAndCancelAt(long deadlineNanos, long nowNanos) {
        wheel.schedule(deadlineNanos, NOTHING).cancel();
    }

    @Override
    public void scheduleIn(long delayNanos, Runnable task) {
        wheel.schedule(System.nanoTime() + delayNanos, task);
    }

    /** In the past by more than a tick: the tick of a deadline that is now has yet to end. */
    @Override
    public void scheduleDue(Runnable task) {
        wheel.schedule(System.nanoTime() - 2 * TICK, task);
    }

    @Override
    public void close() {
        thread.close(Long.MAX_VALUE);
    }
}
