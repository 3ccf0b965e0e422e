package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * Race: a push on the cancel stack against taking it. Guards StripedStacks I1 and TimerNode I3: what is pushed meanwhile is
 * released at the latest by the next cycle, not forgotten in its slot.
 *
 * <p>r1 = what {@code cancel()} returned, r2 = what is left of the node, r3 = of one that was on the stack before.
 *
 * <p>Broken: {@code alternatives.TakeWithoutExchange}.
 */
@JCStressTest
@Outcome(id = "true, clean, clean", expect = ACCEPTABLE, desc = "both released")
@Outcome(expect = FORBIDDEN, desc = "I3: one is kept")
@State
public class CancelVersusRelease {

    private final ManualWheel manual = new ManualWheel();
    private final TimerNode node = manual.inSlot(ManualWheel.FAR, () -> {});
    private final TimerNode before = manual.inSlot(ManualWheel.FAR, () -> {});

    public CancelVersusRelease() {
        before.cancel();
    }

    @Actor
    public void cancel(ZLL_Result r) {
        r.r1 = node.cancel();
    }

    @Actor
    public void release() {
        manual.wheel.owner().doWork();
    }

    @Arbiter
    public void afterwards(ZLL_Result r) {
        r.r2 = manual.remainsOf(node);
        r.r3 = manual.remainsOf(before);
    }
}
