package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.Rounds;
import dev.curfew.internal.wheel.broken.Model.Node;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Mode;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.Signal;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * {@link Flaw#PUBLISH_AFTER_RECHECK}: a producer that pushes between the two reads that the thread is awake, and does
 * not wake it.
 */
public final class PublishAfterRecheck {

    private PublishAfterRecheck() {}

    /**
     * ScheduleVersusSleep. r1 = whether the thread plans to wake by the deadline or sleeps past it, r2 = how often it
     * was woken.
     */
    @JCStressTest
    @Outcome(
            id = {"in time, 0", "in time, 1", "past it, 1"},
            expect = ACCEPTABLE,
            desc = "drained or woken")
    @Outcome(expect = FORBIDDEN, desc = "the wake-up is lost")
    @State
    public static class ScheduleVersusSleep {

        private final Model wheel = new Model(Flaw.PUBLISH_AFTER_RECHECK);

        @Actor
        public void sleep(LI_Result r) {
            r.r1 = wheel.sleep() <= 1 ? "in time" : "past it";
        }

        @Actor
        public void schedule() {
            wheel.schedule(1);
        }

        @Arbiter
        public void afterwards(LI_Result r) {
            r.r2 = wheel.wakeups.get();
        }
    }

    /** CancelVersusSleep. r1 = whether the thread was woken, r2 = whether the node was reaped. */
    @JCStressTest
    @Outcome(
            id = {"false, true", "true, true", "true, false"},
            expect = ACCEPTABLE,
            desc = "reaped, or woken")
    @Outcome(expect = FORBIDDEN, desc = "the node is kept")
    @State
    public static class CancelVersusSleep {

        private final Model wheel = new Model(Flaw.PUBLISH_AFTER_RECHECK);
        private final Node node = wheel.adopted(1);

        @Actor
        public void sleep() {
            wheel.sleep();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZZ_Result r) {
            r.r1 = wheel.wakeups.get() > 0;
            r.r2 = node.isReaped();
        }
    }

    /** SleepThrough: the thread parks, and no thread wakes it. */
    @JCStressTest(Mode.Termination)
    @Outcome(id = "TERMINATED", expect = ACCEPTABLE, desc = "woke in every round")
    @Outcome(id = "STALE", expect = FORBIDDEN, desc = "a wake-up was lost")
    @State
    public static class SleepThrough {

        private final Rounds rounds = new Rounds();
        private final Model wheel = new Model(Flaw.PUBLISH_AFTER_RECHECK, this::unpark);
        private volatile @Nullable Thread driver;

        private void unpark() {
            LockSupport.unpark(driver);
        }

        @Actor
        public void sleep() {
            driver = Thread.currentThread();
            rounds.await(round -> {
                while (wheel.fired <= round) {
                    if (wheel.sleep() == Model.NEVER) {
                        LockSupport.park(this);
                    }
                    wheel.doWork(1);
                }
            });
        }

        @Signal
        public void schedule() {
            rounds.end(round -> wheel.schedule(1));
        }
    }
}
