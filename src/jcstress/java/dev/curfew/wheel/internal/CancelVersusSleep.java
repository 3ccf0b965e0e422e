package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: cancelling against an owner that plans a deep sleep. Guards PlannedWake I1 and WheelOwner I4: a cancelled node is let go
 * of before the sleep, or the owner woken for it; else it would be kept for as long as the sleep lasts.
 *
 * <p>r1 = the owner was woken, r2 = nodes that were left for its next cycle.
 *
 * <p>Broken: {@code alternatives.PublishAfterRecheck}, {@code alternatives.WakeWithoutRetry}.
 */
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "let go of")
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "let go of, and woken in vain (N1)")
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "woken")
@Outcome(expect = FORBIDDEN, desc = "the node is kept")
public final class CancelVersusSleep {

    private CancelVersusSleep() {}

    /** The node is in its slot. */
    @JCStressTest
    @JCStressMeta(CancelVersusSleep.class)
    @State
    public static class InSlot {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inSlot(ManualWheel.FAR, () -> {});

        @Actor
        public void sleep() {
            manual.wheel.owner().nextWakeNanos();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r1 = manual.wasWoken();
            r.r2 = manual.wheel.owner().doWork();
        }
    }

    /** The node is in the inbox. */
    @JCStressTest
    @JCStressMeta(CancelVersusSleep.class)
    @State
    public static class InInbox {

        private final ManualWheel manual = new ManualWheel();
        private final TimerNode node = manual.inInbox(ManualWheel.FAR, () -> {});

        @Actor
        public void sleep() {
            manual.wheel.owner().nextWakeNanos();
        }

        @Actor
        public void cancel() {
            node.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r1 = manual.wasWoken();
            r.r2 = manual.wheel.owner().doWork();
        }
    }
}
