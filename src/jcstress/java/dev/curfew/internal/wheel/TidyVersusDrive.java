package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

/**
 * Race: a canceller reaps, the wheel thread runs a cycle. Guards W2 ({@link WheelConsumer}): one of the two is inside
 * at a time, the wheel thread gets no exception because of the canceller, the due node fires once, and the cancelled
 * nodes are reaped once.
 *
 * <p>r1 = how often the due task ran, r2, r3 = what is left of two cancelled nodes, one of a slot and one of the inbox.
 *
 * <p>Broken: {@code broken.EnterWithoutCas}.
 */
@JCStressTest
@Outcome(id = "1, clean, clean", expect = ACCEPTABLE, desc = "fired once, and both reaped")
@Outcome(expect = FORBIDDEN, desc = "W2: two were inside, or neither")
@State
public class TidyVersusDrive {

    private final ManualWheel manual = new ManualWheel();
    private final ManualWheel.Task due = new ManualWheel.Task();
    private final TimerNode ofSlot = manual.inSlot(ManualWheel.FAR, () -> {});
    private final TimerNode ofInbox;

    public TidyVersusDrive() {
        manual.inInbox(ManualWheel.NEAR, due);
        ofInbox = manual.inInbox(ManualWheel.FAR, () -> {});
        manual.inInbox(ManualWheel.NEAR, () -> {}); // So ofInbox is not the newest, which would be popped.
        ofSlot.cancel();
        ofInbox.cancel();
    }

    @Actor
    public void tidy() {
        manual.queue.consumer().tidy();
    }

    @Actor
    public void drive() {
        manual.doWorkAt(ManualWheel.NEAR);
    }

    @Arbiter
    public void afterwards(ILL_Result r) {
        manual.doWorkAt(ManualWheel.NEAR); // The first cycle may have found the canceller inside.
        r.r2 = manual.remainsOf(ofSlot);
        r.r3 = manual.remainsOf(ofInbox);
        r.r1 = due.runs();
    }
}
