package dev.curfew.wheel.internal.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.alternatives.Model.Node;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * {@link Flaw#WAKE_WITHOUT_RETRY}: the owner plans twice, before the drain and after it. Who pushes behind the drain, and reads
 * the first plan, finds the second in its place and wakes nobody.
 */
public final class WakeWithoutRetry {

    private WakeWithoutRetry() {}

    /** ScheduleVersusSleep. r1 = the owner plans to wake by the deadline, or sleeps past it, r2 = how often it was woken. */
    @JCStressTest
    @Outcome(
            id = {"in time, 0", "in time, 1", "past it, 1"},
            expect = ACCEPTABLE,
            desc = "drained or woken")
    @Outcome(expect = FORBIDDEN, desc = "the wake-up is lost")
    @State
    public static class ScheduleVersusSleep {

        private final Model wheel = new Model(Flaw.WAKE_WITHOUT_RETRY);

        public ScheduleVersusSleep() {
            wheel.adopted(2);
        }

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

    /** CancelVersusSleep. r1 = the owner was woken, r2 = the node was released. */
    @JCStressTest
    @Outcome(
            id = {"false, true", "true, true", "true, false"},
            expect = ACCEPTABLE,
            desc = "let go of, or woken")
    @Outcome(expect = FORBIDDEN, desc = "the node is kept")
    @State
    public static class CancelVersusSleep {

        private final Model wheel = new Model(Flaw.WAKE_WITHOUT_RETRY);
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
            r.r2 = node.isReleased();
        }
    }
}
