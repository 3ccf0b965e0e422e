package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * Race: a push on the inbox against taking it. Guards StripedStacks I1 and WheelOwner I2: what is pushed meanwhile is in this
 * drain or in the next.
 *
 * <p>Broken: {@code alternatives.TakeWithoutExchange}.
 */
public final class ScheduleVersusAdopt {

    private ScheduleVersusAdopt() {}

    /** On whichever stripe: the wheel has one in the inbox, another is scheduled. r1 = pending, r2 = runs in the end. */
    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both on the wheel, and run")
    @Outcome(expect = FORBIDDEN, desc = "I2: one is lost")
    @State
    public static class OnWheel {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();

        public OnWheel() {
            manual.inInbox(ManualWheel.FAR, task);
        }

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, task);
        }

        @Actor
        public void adopt() {
            manual.wheel.owner().doWork();
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

    /** It is due already, and fires in this cycle or in the next. r1 = pending, r2 = runs in the end. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "run once")
    @Outcome(expect = FORBIDDEN, desc = "I2: lost")
    @State
    public static class Due {

        private final ManualWheel manual = new ManualWheel();
        private final Task task = new Task();

        @Actor
        public void schedule() {
            manual.inInbox(ManualWheel.NEAR, task);
        }

        @Actor
        public void adopt() {
            manual.doWorkAt(ManualWheel.NEAR);
        }

        @Arbiter
        public void afterwards(JI_Result r) {
            manual.settle();
            r.r1 = manual.wheel.pending();
            r.r2 = task.runs();
        }
    }

    /** One stripe, which two threads need not share; so by hand. r1 = nodes taken at once and later. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "I1: one is lost")
    @State
    public static class OneStripe {

        private final StripedStacks stacks = new StripedStacks();
        private @Nullable TimerNode taken;

        public OneStripe() {
            Stripe.push(stacks);
        }

        @Actor
        public void push() {
            Stripe.push(stacks);
        }

        @Actor
        public void take() {
            taken = stacks.take(Stripe.INDEX);
        }

        @Arbiter
        public void afterwards(I_Result r) {
            r.r1 = Stripe.length(taken) + Stripe.length(stacks.take(Stripe.INDEX));
        }
    }
}
