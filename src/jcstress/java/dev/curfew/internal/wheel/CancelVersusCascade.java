package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Race: one thread cancels a node, the wheel thread cascades the node's slot and so may reap the node before it takes
 * the cancel stack. Guards T3 ({@link TimerNode}): the node is reaped once, and its neighbour stays in the
 * slot.
 *
 * <p>r1 = result of {@code cancel()}, r2 = what is left of the node, and how many nodes are pending, r3 = how often the
 * task of the neighbour ran in the end.
 *
 * <p>Broken: {@code broken.ReapTwice}.
 */
@JCStressTest
@Outcome(id = "true, clean 1, 1", expect = ACCEPTABLE, desc = "reaped once")
@Outcome(expect = FORBIDDEN, desc = "T3: reaped twice or never, or the neighbour is lost")
@State
public class CancelVersusCascade {

    private final ManualWheel manual = new ManualWheel();
    private final Task neighbour = new Task();
    private final TimerNode node;

    public CancelVersusCascade() {
        node = manual.inSlot(ManualWheel.FAR, () -> {
            throw new AssertionError("cancelled");
        });
        manual.inSlot(ManualWheel.FAR, neighbour);
    }

    @Actor
    public void cancel(ZLI_Result r) {
        r.r1 = node.cancel();
    }

    @Actor
    public void cascade() {
        manual.doWorkAt(ManualWheel.CASCADE);
    }

    @Arbiter
    public void afterwards(ZLI_Result r) {
        manual.drain();
        r.r2 = ManualWheel.remainsOfNode(node) + " " + manual.queue.pending();
        manual.doWorkAt(ManualWheel.FAR);
        r.r3 = neighbour.runs();
    }
}
