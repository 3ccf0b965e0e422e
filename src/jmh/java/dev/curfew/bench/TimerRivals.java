package dev.curfew.bench;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import dev.curfew.spi.DriverThread;
import dev.curfew.wheel.internal.Wheel;
import dev.curfew.wheel.internal.WheelThread;
import io.netty.util.HashedWheelTimer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.agrona.DeadlineTimerWheel;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.SystemNanoClock;

/** The timers of {@link WheelBenchmark}, each as its documentation says. */
final class TimerRivals {

    /** One that each rival can have, or nearest to it. */
    static final long TICK = 1 << 20;

    private static final Runnable NOTHING = () -> {};

    private TimerRivals() {}

    private static Thread thread(Runnable work) {
        return DriverThread.neutral("wheel", work);
    }

    /** The wheel with a thread of its own that parks, as a runtime has it. */
    static final class Curfew implements TimerRival {

        private final WheelThread thread = new WheelThread(
                SystemNanoClock.INSTANCE, TICK, Throwable::printStackTrace, null, TimerRivals::thread, true);
        private final Wheel wheel = thread.wheel();

        Curfew() {
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

        /** In the past by more than a tick: that of a deadline that is now has yet to end. */
        @Override
        public void scheduleDue(Runnable task) {
            wheel.schedule(System.nanoTime() - 2 * TICK, task);
        }

        @Override
        public void close() {
            thread.close(Long.MAX_VALUE);
        }
    }

    /**
     * {@code HashedWheelTimer}, with its default tick of 100 ms and 512 slots. At each tick its worker takes over at most
     * 100,000 timers, cancelled ones too: at more than a million a second they pile up.
     */
    static final class Netty implements TimerRival {

        private static final TimerTask NOTHING = timeout -> {};

        private final HashedWheelTimer timer = new HashedWheelTimer(new DefaultThreadFactory("netty", true));

        Netty() {
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

    /** {@code ScheduledThreadPoolExecutor}: a heap, a lock and one thread. */
    static final class Stpe implements TimerRival {

        private final ScheduledThreadPoolExecutor executor = TimeoutRivals.newScheduler();

        @Override
        public void scheduleAndCancelIn(long delayNanos) {
            executor.schedule(NOTHING, delayNanos, NANOSECONDS).cancel(false);
        }

        @Override
        public void scheduleAndCancelAt(long deadlineNanos, long nowNanos) {
            executor.schedule(NOTHING, deadlineNanos - nowNanos, NANOSECONDS).cancel(false);
        }

        @Override
        public void scheduleIn(long delayNanos, Runnable task) {
            executor.schedule(task, delayNanos, NANOSECONDS);
        }

        @Override
        public void scheduleDue(Runnable task) {
            scheduleIn(0, task);
        }

        @Override
        public void close() {
            executor.shutdownNow();
        }
    }

    /** {@code DeadlineTimerWheel}, for one thread: its caller's. It has numbers, and the caller a map of what they mean. */
    static final class Agrona implements TimerRival {

        private static final int TICKS_PER_WHEEL = 1024;
        private static final int MOST_PER_POLL = 1024;

        private final DeadlineTimerWheel wheel =
                new DeadlineTimerWheel(NANOSECONDS, System.nanoTime(), TICK, TICKS_PER_WHEEL);
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
            schedule(System.nanoTime() - 2 * TICK, task);
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
}
