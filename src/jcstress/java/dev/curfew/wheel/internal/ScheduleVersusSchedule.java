package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * Race: two pushes on the inbox. Guards WheelOwner I2 and StripedStacks I1: both CAS a head, so neither loses the other's node.
 *
 * <p>Broken: {@code alternatives.PushWithoutCas}.
 */
public final class ScheduleVersusSchedule {

    private ScheduleVersusSchedule() {}

    /** On whichever stripes. r1 = pending, r2 = runs in the end. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both on the wheel, and run")
    @Outcome(expect = FORBIDDEN, desc = "I2: one is lost")
    @State
    public static class OnWheel {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, task);
        }

        @Actor
        public void scheduleToo() {
            manual.inInbox(ManualWheel.FAR, task);
        }

        @Arbiter
        public void afterwards(JI_Result r) {
            manual.settle();
            r.r1 = manual.wheel.pending();
            manual.doWorkAt(ManualWheel.FAR);
            manual.settle();
            r.r2 = task.runs();
        }
    }

    /** On one stripe, by hand. r1 = nodes on it. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "I1: one is lost")
    @State
    public static class OneStripe {

        private final StripedStacks stacks = new StripedStacks();

        @Actor
        public void push() {
            Stripe.push(stacks);
        }

        @Actor
        public void pushToo() {
            Stripe.push(stacks);
        }

        @Arbiter
        public void afterwards(I_Result r) {
            r.r1 = Stripe.length(stacks.take(Stripe.INDEX));
        }
    }
}
