package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: popping a dead head against a push on it. Guards I2 and I5: both CAS the same head, so neither loses the other's
 * work.
 *
 * <p>r1 = cause of a child below the dead one, r2 = cause of the child pushed, after the parent's end.
 *
 * <p>Broken: {@code alternatives.PopWithoutCas}.
 */
@Outcome(id = "A, A", expect = ACCEPTABLE, desc = "both on the stack")
@Outcome(expect = FORBIDDEN, desc = "I5: a live link is lost")
public final class PopVersusPush {

    private PopVersusPush() {}

    /** The head is the parent's word. */
    @JCStressTest
    @JCStressMeta(PopVersusPush.class)
    @State
    public static class OneWord {

        private final CancelNode parent = Races.live();
        private final CancelNode below = Races.childOf(parent);
        private final CancelNode head = Races.childOf(parent);
        private @Nullable CancelNode pushed;

        @Actor
        public void pop() {
            head.cancel(Races.B);
        }

        @Actor
        public void push() {
            pushed = Races.childOf(parent);
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            parent.cancel(Races.A);
            r.r1 = Races.causeOf(below);
            r.r2 = Races.causeOf(pushed);
        }
    }

    /** The head is a stripe's, which two threads seldom share; so by hand. */
    @JCStressTest
    @JCStressMeta(PopVersusPush.class)
    @State
    public static class OneStripe {

        private final CancelNode parent = Races.striped();
        private final Stripe stripe = new Stripe(null);
        private final CancelNode below = new CancelNode(parent);
        private final CancelNode head = new CancelNode(parent);
        private final CancelNode pushed = new CancelNode(parent);

        public OneStripe() {
            stripe.tryPush(below, null);
            stripe.tryPush(head, below);
            head.casState(null, Verdict.canceled(Races.B));
        }

        @Actor
        public void pop() {
            stripe.unlink(head);
        }

        @Actor
        public void push() {
            while (!stripe.tryPush(pushed, stripe.headAcquire())) {
                Thread.onSpinWait();
            }
        }

        @Arbiter
        public void afterwards(LL_Result r) {
            new Ending(Verdict.canceled(Races.A)).flag(stripe.close());
            r.r1 = Races.causeOf(below);
            r.r2 = Races.causeOf(pushed);
        }
    }
}
