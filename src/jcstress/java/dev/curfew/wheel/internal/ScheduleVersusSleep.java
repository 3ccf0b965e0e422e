package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;

/**
 * Race: scheduling against an owner that plans to sleep. Guards PlannedWake I1 to I3: it publishes its plan, then drains the
 * inbox; who schedules pushes, then reads the plan. So the owner sees the node or is woken, and that once.
 *
 * <p>r1 = the owner plans to wake by the deadline, or sleeps past it, r2 = how often it was woken.
 *
 * <p>Broken: {@code alternatives.PublishAfterRecheck}, {@code alternatives.WakeWithoutRetry}.
 */
@Outcome(id = "in time, 0", expect = ACCEPTABLE, desc = "drained")
@Outcome(id = "in time, 1", expect = ACCEPTABLE, desc = "drained, and woken in vain (N1)")
@Outcome(id = "past it, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(id = "past it, 0", expect = FORBIDDEN, desc = "I1: the wake-up is lost")
@Outcome(expect = FORBIDDEN, desc = "I3: woken twice for one deadline")
public final class ScheduleVersusSleep {

    private ScheduleVersusSleep() {}

    private static String show(long wakeNanos) {
        return wakeNanos <= ManualWheel.NEAR ? "in time" : "past it";
    }

    /** The wheel is empty: for ever. */
    @JCStressTest
    @JCStressMeta(ScheduleVersusSleep.class)
    @State
    public static class Empty {

        private final ManualWheel manual = new ManualWheel();

        @Actor
        public void sleep(LI_Result r) {
            r.r1 = show(manual.wheel.owner().nextWakeNanos());
        }

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, () -> {});
        }

        @Arbiter
        public void afterwards(LI_Result r) {
            r.r2 = manual.wakeups();
        }
    }

    /** Until a later deadline. */
    @JCStressTest
    @JCStressMeta(ScheduleVersusSleep.class)
    @State
    public static class Until {

        private final ManualWheel manual = new ManualWheel();

        public Until() {
            manual.inSlot(ManualWheel.LATER, () -> {});
        }

        @Actor
        public void sleep(LI_Result r) {
            r.r1 = show(manual.wheel.owner().nextWakeNanos());
        }

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, () -> {});
        }

        @Arbiter
        public void afterwards(LI_Result r) {
            r.r2 = manual.wakeups();
        }
    }

    /** For a nap. */
    @JCStressTest
    @JCStressMeta(ScheduleVersusSleep.class)
    @State
    public static class Nap {

        private final ManualWheel manual = new ManualWheel();

        public Nap() {
            manual.makeBusy();
        }

        @Actor
        public void sleep(LI_Result r) {
            r.r1 = show(manual.wheel.owner().nextNapNanos());
        }

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, () -> {});
        }

        @Arbiter
        public void afterwards(LI_Result r) {
            r.r2 = manual.wakeups();
        }
    }
}
