package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IL_Result;

/** BeginVersusEnd with {@link Flaw#BEGIN_WITHOUT_CAS}: the task runs, and is cancelled too. */
@JCStressTest
@Outcome(id = "1, SUCCESS settled", expect = ACCEPTABLE, desc = "begun first")
@Outcome(id = "0, CANCELLED settled", expect = ACCEPTABLE, desc = "ended first")
@Outcome(expect = FORBIDDEN, desc = "J1: run and cancelled, neither, or counted wrong")
@State
public class BeginWithoutCas {

    private final Model model = new Model(Flaw.BEGIN_WITHOUT_CAS);

    public BeginWithoutCas() {
        model.fork();
    }

    @Actor
    public void begin() {
        model.begin();
    }

    @Actor
    public void end() {
        model.end();
    }

    @Arbiter
    public void afterwards(IL_Result r) {
        r.r1 = model.runs;
        r.r2 = model.toString();
    }
}
