package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLL_Result;

/**
 * Race: a canceller pushes a node on the cancel stack, the wheel thread takes that stack. Guards I1
 * ({@link StripedStacks}) and T3 ({@link TimerNode}): the next cycle reaps the node at the latest; it is not forgotten
 * in its slot.
 *
 * <p>r1 = result of {@code cancel()}, r2 = what is left of the node, r3 = what is left of a node that was on the stack
 * before.
 *
 * <p>Broken: {@code broken.TakeWithoutExchange}.
 */
@JCStressTest
@Outcome(id = "true, clean, clean", expect = ACCEPTABLE, desc = "both reaped")
@Outcome(expect = FORBIDDEN, desc = "T3: one is kept")
@State
public class CancelVersusReap {

    private final ManualWheel manual = new ManualWheel();
    private final TimerNode node = manual.inSlot(ManualWheel.FAR, () -> {});
    private final TimerNode before = manual.inSlot(ManualWheel.FAR, () -> {});

    public CancelVersusReap() {
        before.cancel();
    }

    @Actor
    public void cancel(ZLL_Result r) {
        r.r1 = node.cancel();
    }

    @Actor
    public void reap() {
        manual.queue.consumer().doWork();
    }

    @Arbiter
    public void afterwards(ZLL_Result r) {
        r.r2 = manual.remainsOf(node);
        r.r3 = manual.remainsOf(before);
    }
}
