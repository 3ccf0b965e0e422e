package dev.curfew.lockfree;

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
 * Race: expiry seen by a poller against the wheel that fires. Guards L1, C3: one of them ends the context, so actions run once;
 * both call it exceeded, and the poll is true whoever was first. The poller cancels a timeout that is being fired.
 *
 * <p>r1 = what the poll returned, r2 = runs of an action, r3 = err, cause, what the wheel has left.
 *
 * <p>Broken: {@code alternatives.EndWithoutCas}; and {@code alternatives.NoHelp}.
 */
@Outcome(id = "true, 1, exceeded B idle", expect = ACCEPTABLE, desc = "expired once")
@Outcome(id = "false, 1, exceeded B idle", expect = FORBIDDEN, desc = "a poll after the deadline said live")
@Outcome(expect = FORBIDDEN, desc = "L1: told twice or never, for another reason, or the timeout is left")
public final class ExpireVersusFire {

    private ExpireVersusFire() {}

    private static String show(CancelNode node, Driven driven) {
        String wheel = driven.wheel();
        return (node.err() == Context.DEADLINE_EXCEEDED ? "exceeded " : "not exceeded ") + Races.causeOf(node) + " "
                + wheel;
    }

    /** The poller has the context itself, which the wheel has in a slot. */
    @JCStressTest
    @JCStressMeta(ExpireVersusFire.class)
    @State
    public static class Owner {

        private final Driven driven = new Driven();
        private final DeadlineNode node = driven.derive(driven.live(), Driven.NEAR);
        private final AtomicInteger runs = new AtomicInteger();

        public Owner() {
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

    /** The same with the timeout still in the inbox. */
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

    /** The poller has a descendant, which the wheel flags some time after it has ended the owner. r2 = runs of its action. */
    @JCStressTest
    @JCStressMeta(ExpireVersusFire.class)
    @State
    public static class Heir {

        private final Driven driven = new Driven();
        private final DeadlineNode owner = driven.derive(driven.live(), Driven.NEAR);
        private final CancelNode heir;
        private final AtomicInteger runs = new AtomicInteger();

        public Heir() {
            heir = Races.childOf(owner);
            Races.childOf(owner);
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
