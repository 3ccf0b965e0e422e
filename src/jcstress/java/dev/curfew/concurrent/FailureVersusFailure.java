package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * Race: two tasks that fail. One failure ends the group, and a join throws it; it suppresses the other one. Guards J3:
 * the join sees both.
 *
 * <p>r1 = what a join throws, and the cause of the end, r2 = the states of the tasks.
 *
 * <p>Broken: {@code broken.TwoDecisiveFailures}.
 */
@JCStressTest
@Outcome(id = "A by A, FAILED CANCELLED", expect = ACCEPTABLE, desc = "the second was dropped")
@Outcome(id = "B by B, CANCELLED FAILED", expect = ACCEPTABLE, desc = "the first was dropped")
@Outcome(id = "A and B by A, FAILED FAILED", expect = ACCEPTABLE, desc = "the first decides")
@Outcome(id = "B and A by B, FAILED FAILED", expect = ACCEPTABLE, desc = "the second decides")
@Outcome(expect = FORBIDDEN, desc = "a failure is lost, or both decide")
@State
public class FailureVersusFailure {

    private final FailingTasks tasks = new FailingTasks("A", "B");

    @Actor
    public void first() {
        tasks.run(0);
    }

    @Actor
    public void second() {
        tasks.run(1);
    }

    @Arbiter
    public void afterwards(LL_Result r) {
        r.r1 = tasks.join();
        r.r2 = tasks.states();
    }
}
