package dev.curfew.internal.wheel;

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
 * Race: a producer schedules, the wheel thread plans to sleep. Guards P1 to P3 ({@link WakeupGate}): the wheel thread
 * publishes its plan, then drains the inbox; the producer pushes, then reads the plan. So the wheel thread sees the
 * node or is woken, once.
 *
 * <p>r1 = whether the wheel thread plans to wake by the deadline or sleeps past it, r2 = how often it was woken.
 *
 * <p>Broken: {@code broken.PublishAfterRecheck}, {@code broken.WakeWithoutRetry}.
 */
@Outcome(id = "in time, 0", expect = ACCEPTABLE, desc = "drained")
@Outcome(id = "in time, 1", expect = ACCEPTABLE, desc = "drained, and woken in vain (N9)")
@Outcome(id = "past it, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(id = "past it, 0", expect = FORBIDDEN, desc = "P1: the wake-up is lost")
@Outcome(expect = FORBIDDEN, desc = "P3: woken twice for one deadline")
public final class ScheduleVersusSleep {

    private ScheduleVersusSleep() {}

    private static String show(long wakeNanos) {
        return wakeNanos <= ManualWheel.NEAR ? "in time" : "past it";
    }

    /** The wheel is empty: the thread sleeps for ever. */
    @JCStressTest
    @JCStressMeta(ScheduleVersusSleep.class)
    @State
    public static class Empty {

        private final ManualWheel manual = new ManualWheel();

        @Actor
        public void sleep(LI_Result r) {
            r.r1 = show(manual.queue.consumer().nextWakeNanos());
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

    /** The thread sleeps until a later deadline. */
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
            r.r1 = show(manual.queue.consumer().nextWakeNanos());
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

    /** The thread naps. */
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
            r.r1 = show(manual.queue.consumer().nextNapNanos());
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
