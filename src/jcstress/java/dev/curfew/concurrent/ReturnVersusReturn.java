package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Race: two tasks that return, or are forked and return, at once. Guards J3: each is counted down, so a join ends.
 *
 * <p>r1 = tasks that are counted at last.
 *
 * <p>Broken: {@code broken.CountWithoutCas}.
 */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "each was counted up and down")
@Outcome(expect = FORBIDDEN, desc = "J3: a task was lost")
@State
public class ReturnVersusReturn {

    private final TaskGroup group = TaskGroup.awaitAll(dev.curfew.Context.background(), Runnable::run);

    @Actor
    public void one() {
        group.fork(context -> 1);
    }

    @Actor
    public void other() {
        group.fork(context -> 2);
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = group.count();
    }
}
