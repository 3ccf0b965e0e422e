package dev.curfew.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: storing the timer of a deadline against the end of its context. Guards "no timer outlives its context": who arms
 * stores, then re-reads the word; the ender CASes the word, then takes the timer.
 *
 * <p>r1 = the context read done when the timer was stored, r2 = how often the timer was disarmed.
 *
 * <p>Broken: {@code alternatives.NoRereadAfterArm}.
 */
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "stored first; the ender disarmed it")
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "ended meanwhile")
@Outcome(
        id = {"false, 0", "true, 0"},
        expect = FORBIDDEN,
        desc = "the timer stays armed")
@Outcome(expect = FORBIDDEN, desc = "disarmed twice")
public final class ArmVersusEnd {

    private ArmVersusEnd() {}

    /** An ancestor ends, so the node is flagged. */
    @JCStressTest
    @JCStressMeta(ArmVersusEnd.class)
    @State
    public static class AncestorEnds {

        private final CancelNode parent = Races.live();
        private final DeadlineNode node = new DeadlineNode(parent, 1, null);
        private final AtomicInteger disarms = new AtomicInteger();

        public AncestorEnds() {
            parent.attach(node);
        }

        @Actor
        public void arm(ZI_Result r) {
            node.armed(disarms::incrementAndGet);
            r.r1 = node.isDone();
        }

        @Actor
        public void end() {
            parent.cancel();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = disarms.get();
        }
    }

    /** The timer fires before it is stored. */
    @JCStressTest
    @JCStressMeta(ArmVersusEnd.class)
    @State
    public static class Fires {

        private final DeadlineNode node = new DeadlineNode(Races.live(), 1, null);
        private final AtomicInteger disarms = new AtomicInteger();

        @Actor
        public void arm(ZI_Result r) {
            node.armed(disarms::incrementAndGet);
            r.r1 = node.isDone();
        }

        @Actor
        public void fire() {
            node.expire();
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = disarms.get();
        }
    }
}
