package dev.curfew.bench.libraries;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.netty.util.HashedWheelTimer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;

/**
 * {@code HashedWheelTimer}, with its default tick of 100 ms and 512 slots. At each tick its worker takes over at most
 * 100,000 timers, cancelled ones too: at more than a million a second they pile up.
 */
final class NettyTimers implements Timers {

    private static final TimerTask NOTHING = timeout -> {};

    private final HashedWheelTimer timer = new HashedWheelTimer(new DefaultThreadFactory("netty", true));

    NettyTimers() {
        timer.start();
    }

    @Override
    public void scheduleAndCancelIn(long delayNanos) {
        timer.newTimeout(NOTHING, delayNanos, NANOSECONDS).cancel();
    }

    @Override
    public void scheduleAndCancelAt(long deadlineNanos, long nowNanos) {
        timer.newTimeout(NOTHING, deadlineNanos - nowNanos, NANOSECONDS).cancel();
    }

    @Override
    public void scheduleIn(long delayNanos, Runnable task) {
        timer.newTimeout(timeout -> task.run(), delayNanos, NANOSECONDS);
    }

    @Override
    public void scheduleDue(Runnable task) {
        scheduleIn(0, task);
    }

    @Override
    public boolean pilesUp() {
        return true;
    }

    @Override
    public void close() {
        timer.stop();
    }
}
