package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLZ_Result;

/**
 * Race: a task that fails against the end of the parent. What a join throws is what ended the group. Guards J1, J3, and
 * Y2: the thread of the task keeps no interrupt.
 *
 * <p>r1 = what a join throws, and the cause of the end, r2 = the state of the task, r3 = a stray interrupt.
 *
 * <p>Broken: {@code broken.DecisiveAfterEnd}, {@code broken.NoWaitForTheSender}.
 */
@JCStressTest
@Outcome(id = "A by A, FAILED, false", expect = ACCEPTABLE, desc = "the failure ended the group")
@Outcome(id = "the end by the parent, FAILED, false", expect = ACCEPTABLE, desc = "the task failed after the end")
@Outcome(id = "the end by the parent, CANCELLED, false", expect = ACCEPTABLE, desc = "the task was dropped")
@Outcome(expect = FORBIDDEN, desc = "both ended the group, or none, or an interrupt is left")
@State
public class FailureVersusEnd {

    private final FailingTasks tasks = new FailingTasks("A");

    @Actor
    public void fail(LLZ_Result r) {
        tasks.run(0);
        r.r3 = Thread.interrupted();
    }

    @Actor
    public void end() {
        tasks.parent.cancel();
    }

    @Arbiter
    public void afterwards(LLZ_Result r) {
        r.r1 = tasks.join();
        r.r2 = tasks.states();
    }
}
