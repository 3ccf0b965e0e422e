package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.broken.Model.Node;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * CancelVersusAdopt with {@link Flaw#ADOPT_BY_STORE}: the cancellation is overwritten. r1 = result of {@code cancel()},
 * r2 = nodes in slots, r3 = runs.
 */
@JCStressTest
@Outcome(id = "true, 0, 0", expect = ACCEPTABLE, desc = "cancelled")
@Outcome(expect = FORBIDDEN, desc = "the cancellation is lost")
@State
public class AdoptByStore {

    private final Model wheel = new Model(Flaw.ADOPT_BY_STORE);
    private final @Nullable Node node = wheel.schedule(1);

    @Actor
    public void cancel(ZII_Result r) {
        r.r1 = node != null && node.cancel();
    }

    @Actor
    public void adopt() {
        wheel.adopt();
    }

    @Arbiter
    public void afterwards(ZII_Result r) {
        r.r2 = wheel.pending();
        wheel.doWork(1);
        r.r3 = node == null ? -1 : node.runs.get();
    }
}
