package dev.curfew.jdk.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** CancelVersusClose.Once with {@link Flaw#CLOSE_WITHOUT_WAIT}: the call returns before the cancel. */
@JCStressTest
@Outcome(id = "0, in time", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "1, in time", expect = ACCEPTABLE, desc = "cancelled first")
@Outcome(expect = FORBIDDEN, desc = "X2: a cancel meets the next call of the statement")
@State
public class CloseWithoutWait {

    private final StatementModel model = new StatementModel(Flaw.CLOSE_WITHOUT_WAIT, 0);

    @Actor
    public void cancel() {
        model.cancel();
    }

    @Actor
    public void close() {
        model.close();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = model.cancels.get();
        r.r2 = model.fault;
    }
}
