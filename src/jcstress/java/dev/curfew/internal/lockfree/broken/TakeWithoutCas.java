package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * StopVersusEnd, and also LeaveVersusEnd, with {@link Flaw#TAKE_WITHOUT_CAS}: both calls take the same action. r1 =
 * what {@code stop()} returned, r2 = runs.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "stopped")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "ran")
@Outcome(expect = FORBIDDEN, desc = "stopped and ran")
@State
public class TakeWithoutCas {

    private final Model node = new Model(Flaw.TAKE_WITHOUT_CAS);
    private final AtomicInteger runs = new AtomicInteger();
    private final Model registration = node.onDone(runs::incrementAndGet);

    @Actor
    public void stop(ZI_Result r) {
        r.r1 = registration.stop();
    }

    @Actor
    public void end() {
        node.cancel("A");
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = runs.get();
    }
}
