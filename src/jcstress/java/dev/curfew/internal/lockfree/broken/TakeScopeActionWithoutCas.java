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
 * ScopeActionVersusEnd.Stop with {@link Flaw#TAKE_SCOPE_ACTION_WITHOUT_CAS}: an action runs though it was stopped. r1 =
 * what {@code stop} returned, r2 = runs.
 */
@JCStressTest
@Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "stopped")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "ran")
@Outcome(expect = FORBIDDEN, desc = "lost, or ran though it was stopped")
@State
public class TakeScopeActionWithoutCas {

    private final ScopeModel slot = new ScopeModel(Flaw.TAKE_SCOPE_ACTION_WITHOUT_CAS);
    private final long scope = slot.open();
    private final AtomicInteger runs = new AtomicInteger();
    private final Runnable action = runs::incrementAndGet;

    public TakeScopeActionWithoutCas() {
        slot.onDone(scope, 0, action);
    }

    @Actor
    public void end() {
        slot.cancel(scope, "A");
    }

    @Actor
    public void stop(ZI_Result r) {
        r.r1 = slot.stop(0, action);
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = runs.get();
    }
}
