package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * ScopeEndVersusReuse.EnderInside with {@link Flaw#OPEN_WITHOUT_LOOK}: the thread that has ended the first scope runs
 * the action of the next one. r1 = what cancelling the first scope returned, r2 = runs of the action of the next.
 */
@JCStressTest
@Outcome(
        id = {"false, 0", "true, 0"},
        expect = ACCEPTABLE,
        desc = "the action of the next scope has not run")
@Outcome(expect = FORBIDDEN, desc = "the thread that was inside has run the action of the next scope")
@State
public class OpenWithoutLook {

    private final ScopeModel slot = new ScopeModel(Flaw.OPEN_WITHOUT_LOOK);
    private final long old = slot.open();
    private final AtomicInteger runs = new AtomicInteger();

    @Actor
    public void end(ZI_Result r) {
        r.r1 = slot.cancel(old, "A");
    }

    @Actor
    public void owner() {
        slot.release(old);
        long next = slot.open();
        if (next != 0) {
            slot.onDone(next, 1, runs::incrementAndGet);
        }
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = runs.get();
    }
}
