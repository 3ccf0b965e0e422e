package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** ReturnVersusReturn with {@link Flaw#COUNT_WITHOUT_CAS}: a join would wait for ever, or not at all. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "each was counted up and down")
@Outcome(expect = FORBIDDEN, desc = "J3: a task was lost")
@State
public class CountWithoutCas {

    private final Model model = new Model(Flaw.COUNT_WITHOUT_CAS);

    @Actor
    public void one() {
        model.fork();
        model.leave();
    }

    @Actor
    public void other() {
        model.fork();
        model.leave();
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = model.count.get();
    }
}
