package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.lockfree.FakeForeign;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** {@link Flaw#NO_REREAD_AFTER_ARM}: the ender comes before the timer, or the registration, is stored, and it stays. */
public final class NoRereadAfterArm {

    private NoRereadAfterArm() {}

    /** ArmVersusEnd. r1 = done when the timer was stored, r2 = how often it was disarmed. */
    @JCStressTest
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "stored first; the ender disarmed it")
    @Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "ended meanwhile")
    @Outcome(expect = FORBIDDEN, desc = "the timer stays armed")
    @State
    public static class ArmVersusEnd {

        private final Model parent = new Model(Flaw.NO_REREAD_AFTER_ARM);
        private final Model node = parent.derive();
        private final AtomicInteger disarms = new AtomicInteger();

        @Actor
        public void arm(ZI_Result r) {
            node.armed(disarms);
            r.r1 = node.isDone();
        }

        @Actor
        public void end() {
            parent.cancel("A");
        }

        @Arbiter
        public void afterwards(ZI_Result r) {
            r.r2 = disarms.get();
        }
    }

    /** ForeignVersusEnd. r1, r2 = registrations made, and stopped. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "ended first")
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "registered, and let go of")
    @Outcome(expect = FORBIDDEN, desc = "the registration stays")
    @State
    public static class ForeignVersusEnd {

        private final FakeForeign parent = new FakeForeign();
        private final Model child = new Model(Flaw.NO_REREAD_AFTER_ARM);

        @Actor
        public void register() {
            if (!parent.isDone()) {
                parent.done().onDone(() -> child.cancel("A"));
                child.armed(parent.stopped);
            }
        }

        @Actor
        public void end() {
            parent.fire();
        }

        @Arbiter
        public void afterwards(II_Result r) {
            r.r1 = parent.registered.get();
            r.r2 = parent.stopped.get();
        }
    }
}
