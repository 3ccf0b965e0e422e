package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * Race: a fork against a join. Guards J4: the join waits for the task, or leaves it for another join.
 *
 * <p>r1 = the task was over when the join returned, r2 = a close misses a join.
 *
 * <p>Broken: {@code broken.JoinInTwoSteps}.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "joined")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "forked after the join")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "forked after the join, which returned late")
@Outcome(expect = FORBIDDEN, desc = "J4: a task that nobody waits for")
@State
public class ForkVersusJoin {

    private final TaskGroup group = TaskGroup.awaitAll(Context.background(), Runnable::run);
    private volatile boolean isOver;

    @Actor
    public void fork() {
        group.fork(context -> {
            for (int i = 0; i < 50; i++) {
                Thread.onSpinWait();
            }
            return isOver = true;
        });
    }

    @Actor
    public void join(ZZ_Result r) {
        HeldTask.join(group);
        r.r1 = isOver;
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        try {
            group.close();
        } catch (IllegalStateException notJoined) {
            r.r2 = true;
        }
    }
}
