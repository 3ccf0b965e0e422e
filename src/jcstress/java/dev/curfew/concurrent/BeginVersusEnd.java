package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * Race: the begin of a task against the end of its group. Guards J1 and J2: the task runs or is CANCELLED, and it is
 * counted down once.
 *
 * <p>r1 = runs of the body, r2 = the state of the task, and whether the group can be closed without a wait.
 *
 * <p>Broken: {@code broken.BeginWithoutCas}.
 */
@JCStressTest
@Outcome(id = "1, SUCCESS settled", expect = ACCEPTABLE, desc = "begun first")
@Outcome(id = "0, CANCELLED settled", expect = ACCEPTABLE, desc = "ended first")
@Outcome(expect = FORBIDDEN, desc = "J1: run and cancelled, neither, or counted wrong")
@State
public class BeginVersusEnd {

    private final HeldTask held = new HeldTask();

    @Actor
    public void begin() {
        held.run();
    }

    @Actor
    public void end() {
        held.parent.cancel();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = held.runs.get();
        r.r2 = held.task.state() + (held.group.count() == 0 ? " settled" : " counted " + held.group.count());
    }
}
