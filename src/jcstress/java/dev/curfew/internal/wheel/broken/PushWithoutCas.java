package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * ScheduleVersusSchedule with {@link Flaw#PUSH_WITHOUT_CAS}: the later push loses the earlier one. r1 = nodes in slots.
 */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both on the wheel")
@Outcome(expect = FORBIDDEN, desc = "one is lost")
@State
public class PushWithoutCas {

    private final Model wheel = new Model(Flaw.PUSH_WITHOUT_CAS);

    @Actor
    public void schedule() {
        wheel.schedule(1);
    }

    @Actor
    public void scheduleToo() {
        wheel.schedule(2);
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = wheel.pending();
    }
}
