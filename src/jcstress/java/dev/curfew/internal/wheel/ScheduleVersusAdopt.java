package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.JI_Result;

/**
 * Race: a producer pushes on the inbox, the wheel thread takes the inbox. Guards I1 ({@link StripedStacks}) and W2
 * ({@link WheelConsumer}): the wheel thread finds the pushed node now or in the next cycle.
 *
 * <p>Broken: {@code broken.TakeWithoutExchange}.
 */
public final class ScheduleVersusAdopt {

    private ScheduleVersusAdopt() {}

    /**
     * One node is in the inbox, another is scheduled, on any stripe. r1 = pending nodes, r2 = how often tasks ran in
     * the end.
     */
    @JCStressTest
    @Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "both on the wheel, and run")
    @Outcome(expect = FORBIDDEN, desc = "W2: one is lost")
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
            manual.queue.consumer().doWork();
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

    /**
     * The node is due already, and fires in this cycle or in the next. r1 = pending nodes, r2 = how often its task ran.
     */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "run once")
    @Outcome(expect = FORBIDDEN, desc = "W2: lost")
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
            manual.drain();
            r.r1 = manual.queue.pending();
            r.r2 = task.runs();
        }
    }

    /** Both use one stripe, which the test chooses. r1 = nodes taken now and later. */
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
