package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.Context;
import dev.curfew.concurrent.TaskGroup.Task;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

/**
 * Race: a fork against the close of the group. Guards J4: the close waits for the task, or the fork is refused.
 *
 * <p>r1 = what became of the task, r2 = its body was not over when the close had returned.
 *
 * <p>Broken: {@code broken.CloseInTwoSteps}.
 */
@JCStressTest
@Outcome(id = "SUCCESS, false", expect = ACCEPTABLE, desc = "forked first")
@Outcome(id = "CANCELLED, false", expect = ACCEPTABLE, desc = "ended first")
@Outcome(id = "refused, false", expect = ACCEPTABLE, desc = "closed first")
@Outcome(expect = FORBIDDEN, desc = "J4: a task outlives its group")
@State
public class ForkVersusClose {

    private final TaskGroup group = TaskGroup.awaitAll(Context.background(), Runnable::run);
    private volatile boolean isClosed;
    private volatile boolean isLate;

    @Actor
    public void fork(LZ_Result r) {
        try {
            Task<?> task = group.fork(context -> {
                for (int i = 0; i < 50; i++) {
                    Thread.onSpinWait();
                }
                return isLate = isClosed;
            });
            r.r1 = task.state();
        } catch (IllegalStateException closed) {
            r.r1 = "refused";
        }
    }

    @Actor
    public void close() {
        try {
            group.close();
        } catch (IllegalStateException notJoined) {
            // It is closed all the same.
        }
        isClosed = true;
    }

    @Arbiter
    public void afterwards(LZ_Result r) {
        r.r2 = isLate;
    }
}
