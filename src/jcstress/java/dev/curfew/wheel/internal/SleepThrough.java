package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.lockfree.Rounds;
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
 * Race: an owner that parks against what it has to see to, {@value Rounds#COUNT} times, with a real clock. Guards
 * PlannedWake I1, I2, and that a wake-up before the park is not lost on the way there.
 *
 * <p>Broken: {@code alternatives.PublishAfterRecheck}.
 */
@Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woke in every round")
@Outcome(id = "STALE", expect = FORBIDDEN, desc = "a wake-up was lost")
public final class SleepThrough {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private SleepThrough() {}

    /** A wheel whose owner parks. */
    private static final class Parking {

        private volatile @Nullable Thread owner;
        final Wheel wheel = new Wheel(System::nanoTime, 1, Throwable::printStackTrace, this::unpark);

        private void unpark() {
            LockSupport.unpark(owner);
        }

        /** Owner: works until then, and parks in between as long as the wheel lets it. */
        void workUntil(BooleanSupplier finished) {
            owner = Thread.currentThread();
            wheel.owner().doWork();
            while (!finished.getAsBoolean()) {
                long wake = wheel.owner().nextWakeNanos();
                if (finished.getAsBoolean()) {
                    return; // It has released what it was to, and nobody wakes it for that.
                }
                if (wake == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, wake - System.nanoTime());
                }
                wheel.owner().doWork();
            }
        }
    }

    /** For ever, as the wheel is empty. */
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
            rounds.end(round -> parking.wheel.schedule(System.nanoTime(), () -> fired++));
        }
    }

    /** Until a deadline in an hour. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class ScheduleNearer {

        private final Rounds rounds = new Rounds();
        private final Parking parking = new Parking();
        private int fired;

        public ScheduleNearer() {
            parking.wheel.schedule(System.nanoTime() + HOUR, () -> {});
        }

        @Actor
        public void sleep() {
            rounds.await(round -> parking.workUntil(() -> fired > round));
        }

        @Signal
        public void schedule() {
            rounds.end(round -> parking.wheel.schedule(System.nanoTime(), () -> fired++));
        }
    }

    /** A cancelled node is to be released. */
    @JCStressTest(Mode.Termination)
    @JCStressMeta(SleepThrough.class)
    @State
    public static class Cancel {

        private final Rounds rounds = new Rounds();
        private final Parking parking = new Parking();
        private final TimerNode[] nodes = new TimerNode[Rounds.COUNT];

        public Cancel() {
            for (int i = 0; i < nodes.length; i++) {
                nodes[i] = parking.wheel.schedule(System.nanoTime() + HOUR, () -> {});
            }
            // All into slots: from the inbox a cancelled node is dropped, not released.
            while (parking.wheel.owner().doWork() > 0) {
                Thread.onSpinWait();
            }
        }

        @Actor
        public void sleep() {
            rounds.await(round -> parking.workUntil(() -> nodes[round].isReleased()));
        }

        @Signal
        public void cancel() {
            rounds.end(round -> nodes[round].cancel());
        }
    }

    /** The wheel's own thread parks, and is to close. */
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
