package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.Rounds;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;

/**
 * Race: the wheel thread parks, another thread schedules, cancels or closes, {@value Rounds#COUNT} times, with a real
 * clock. Guards P1, P2 ({@link WakeupGate}), and that a wake-up just before the park is not lost.
 *
 * <p>Broken: {@code broken.PublishAfterRecheck}.
 */
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woke in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "a wake-up was lost")
public final class SleepThrough {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private SleepThrough() {}

    /** A wheel whose thread parks. */
    private static final class Parking {

        private volatile @Nullable Thread driver;
        final TimerQueue queue = new TimerQueue(System::nanoTime, 1, Throwable::printStackTrace, this::unpark);

        private void unpark() {
            LockSupport.unpark(driver);
        }

        /** Drives the wheel until it has finished, and parks between cycles for as long as the wheel says. */
        void workUntil(BooleanSupplier finished) {
            driver = Thread.currentThread();
            queue.consumer().doWork();
            while (!finished.getAsBoolean()) {
                long wake = queue.consumer().nextWakeNanos();
                if (finished.getAsBoolean()) {
                    return; // It has reaped the node before it sleeps, so no thread wakes it.
                }
                if (wake == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, wake - System.nanoTime());
                }
                queue.consumer().doWork();
            }
        }
    }

    /** The thread sleeps for ever, as the wheel is empty. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class Schedule {

        private final Rounds rounds = new Rounds();
        private final Parking parking = new Parking();
        private int fired;

        @Actor
        public void sleep() {
            rounds.await(round -> parking.workUntil(() -> fired > round));
        }

        @Signal
        public void schedule() {
            rounds.end(round -> parking.queue.schedule(System.nanoTime(), () -> fired++));
        }
    }

    /** The thread sleeps until a deadline in an hour. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class ScheduleNearer {

        private final Rounds rounds = new Rounds();
        private final Parking parking = new Parking();
        private int fired;

        public ScheduleNearer() {
            parking.queue.schedule(System.nanoTime() + HOUR, () -> {});
        }

        @Actor
        public void sleep() {
            rounds.await(round -> parking.workUntil(() -> fired > round));
        }

        @Signal
        public void schedule() {
            rounds.end(round -> parking.queue.schedule(System.nanoTime(), () -> fired++));
        }
    }

    /** The thread must reap a cancelled node. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class Cancel {

        private final Rounds rounds = new Rounds();
        private final Parking parking = new Parking();
        private final TimerNode[] nodes = new TimerNode[Rounds.COUNT];

        public Cancel() {
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = parking.queue.schedule(System.nanoTime() + HOUR, () -> {});
            }
            // All nodes go into slots: a node that is cancelled in the inbox is dropped, not reaped.
            while (parking.queue.consumer().doWork() > 0) {
                Thread.onSpinWait();
            }
        }

        @Actor
        public void sleep() {
            rounds.await(round -> parking.workUntil(() -> nodes[round].isReaped()));
        }

        @Signal
        public void cancel() {
            rounds.end(round -> nodes[round].cancel());
        }
    }

    /** The wheel's own thread parks, and must close (R2, R3). */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class Close {

        private final Rounds rounds = new Rounds();
        private final WheelThread[] threads = new WheelThread[Rounds.COUNT];

        public Close() {
            for (int i = 0; i < threads.length; i++) {
                threads[i] = new WheelThread(System::nanoTime, 1, Throwable::printStackTrace, null, Thread::new, true);
            }
        }

        @Actor
        public void start() {
            rounds.await(round -> {
                threads[round].start();
                for (int late = round % 64; late > 0; late--) {
                    Thread.onSpinWait();
                }
                threads[round].close(Long.MAX_VALUE);
            });
        }

        @Signal
        public void close() {
            rounds.end(round -> threads[round].close(Long.MAX_VALUE));
        }
    }
}
