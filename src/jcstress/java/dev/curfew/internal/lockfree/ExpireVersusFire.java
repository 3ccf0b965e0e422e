package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: a poller that sees the deadline pass against the wheel that fires. Guards L1, C3: one of the two ends the
 * context, so actions run once. Both end it as expired, and the poll returns true in either case. The poller cancels a
 * timeout that is being fired.
 *
 * <p>r1 = what the poll returned, r2 = runs of an action, r3 = err, cause, what the wheel has left.
 *
 * <p>Broken: {@code broken.EndWithoutCas}, {@code broken.NoHelp}.
 */
@Outcome(id = "true, 1, exceeded B idle", expect = ACCEPTABLE, desc = "expired once")
@Outcome(id = "false, 1, exceeded B idle", expect = FORBIDDEN, desc = "a poll after the deadline said live")
@Outcome(expect = FORBIDDEN, desc = "L1: notified twice or never, ended for another reason, or the timeout is left")
public final class ExpireVersusFire {

    private ExpireVersusFire() {}

    private static String show(CancelNode node, Driven driven) {
        String wheel = driven.wheel();
        return (node.err() == Context.DEADLINE_EXCEEDED ? "exceeded " : "not exceeded ") + Races.causeOf(node) + " "
                + wheel;
    }

    /** The poller asks the context itself, whose timer is in a slot of the wheel. */
    @JCStressTest
    @JCStressMeta(ExpireVersusFire.class)
    @State
    public static class Holder {

        private final Driven driven = new Driven();
        private final DeadlineNode node = driven.derive(driven.live(), Driven.NEAR);
        private final AtomicInteger runs = new AtomicInteger();

        public Holder() {
            node.onDone(runs::incrementAndGet);
            driven.drive();
        }

        @Actor
        public void poll(ZIL_Result r) {
            r.r1 = node.expireIfDue(Driven.NEAR);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = show(node, driven);
            r.r2 = runs.get();
        }
    }

    /** The same, with the timer still in the inbox. */
    @JCStressTest
    @JCStressMeta(ExpireVersusFire.class)
    @State
    public static class InInbox {

        private final Driven driven = new Driven();
        private final DeadlineNode node = driven.derive(driven.live(), Driven.NEAR);
        private final AtomicInteger runs = new AtomicInteger();

        public InInbox() {
            node.onDone(runs::incrementAndGet);
        }

        @Actor
        public void poll(ZIL_Result r) {
            r.r1 = node.expireIfDue(Driven.NEAR);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = show(node, driven);
            r.r2 = runs.get();
        }
    }

    /**
     * The poller asks a descendant, which the wheel marks some time after it has ended the holder of the deadline. r2 =
     * runs of the descendant's action.
     */
    @JCStressTest
    @JCStressMeta(ExpireVersusFire.class)
    @State
    public static class Heir {

        private final Driven driven = new Driven();
        private final DeadlineNode holder = driven.derive(driven.live(), Driven.NEAR);
        private final CancelNode heir;
        private final AtomicInteger runs = new AtomicInteger();

        public Heir() {
            heir = Races.childOf(holder);
            Races.childOf(holder);
            heir.onDone(runs::incrementAndGet);
            driven.drive();
        }

        @Actor
        public void poll(ZIL_Result r) {
            r.r1 = heir.expireIfDue(Driven.NEAR);
        }

        @Actor
        public void fire() {
            driven.passNear();
        }

        @Arbiter
        public void afterwards(ZIL_Result r) {
            r.r3 = show(heir, driven);
            r.r2 = runs.get();
        }
    }
}
