package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZLI_Result;

/**
 * Race: cancelling against the cascade, which lets go of a cancelled node before the cancel stack comes to it. Guards
 * TimerNode I3: the node is released once, by whoever is first, and its neighbour in the slot stays where it is.
 *
 * <p>r1 = what {@code cancel()} returned, r2 = what is left of the node, and nodes pending, r3 = runs of the neighbour in
 * the end.
 *
 * <p>Broken: {@code alternatives.ReleaseTwice}.
 */
@JCStressTest
@Outcome(id = "true, clean 1, 1", expect = ACCEPTABLE, desc = "released once")
@Outcome(expect = FORBIDDEN, desc = "I3: released twice or never, or the neighbour is lost")
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
        manual.settle();
        r.r2 = ManualWheel.remainsOfNode(node) + " " + manual.wheel.pending();
        manual.doWorkAt(ManualWheel.FAR);
        r.r3 = neighbour.runs();
    }
}
