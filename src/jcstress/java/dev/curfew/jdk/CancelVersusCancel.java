package dev.curfew.jdk;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/**
 * Race: two cancels of one call, as of a context that tells its end twice. Guards X1: one is under way at a time.
 *
 * <p>r1 = cancels, r2 = whether two were under way.
 *
 * <p>Broken: {@code broken.BeginWithoutCas}.
 */
@JCStressTest
@Outcome(id = "1, in time", expect = ACCEPTABLE, desc = "one has found the other")
@Outcome(id = "2, in time", expect = ACCEPTABLE, desc = "one after the other")
@Outcome(expect = FORBIDDEN, desc = "X1: two at a time")
@State
public class CancelVersusCancel {

    private final HeldStatement statement = new HeldStatement(50);

    @Actor
    public void cancel() {
        statement.run();
    }

    @Actor
    public void cancelToo() {
        statement.run();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        statement.close();
        r.r1 = statement.cancels.get();
        r.r2 = statement.fault;
    }
}
