package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * Race: two producers push on the inbox. Guards W2 ({@link WheelConsumer}) and I1 ({@link StripedStacks}): both CAS a
 * head, so neither loses the node of the other.
 *
 * <p>Broken: {@code broken.PushWithoutCas}.
 */
public final class ScheduleVersusSchedule {

    private ScheduleVersusSchedule() {}

    /** They push on any stripes. r1 = pending nodes, r2 = how often tasks ran in the end. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both on the wheel, and run")
    @Outcome(expect = FORBIDDEN, desc = "W2: one is lost")
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
            manual.drain();
            r.r1 = manual.queue.pending();
            manual.doWorkAt(ManualWheel.FAR);
            manual.drain();
            r.r2 = task.runs();
        }
    }

    /** They push on one stripe, which the test chooses. r1 = nodes on it. */
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
