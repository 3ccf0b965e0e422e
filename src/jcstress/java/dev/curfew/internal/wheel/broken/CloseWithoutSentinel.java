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
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * ScheduleVersusClose, and CloseVersusArm, with {@link Flaw#CLOSE_WITHOUT_SENTINEL}: a push after the read of the flag
 * and after the taking of the stack is lost. r1 = whether it was scheduled, r2 = how often it was notified of the
 * closing.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "scheduled first, and notified")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "closed first")
@Outcome(expect = FORBIDDEN, desc = "lost")
@State
public class CloseWithoutSentinel {

    private final Model wheel = new Model(Flaw.CLOSE_WITHOUT_SENTINEL);
    private @Nullable Node node;

    @Actor
    public void schedule(ZI_Result r) {
        node = wheel.schedule(1);
        r.r1 = node != null;
    }

    @Actor
    public void close() {
        wheel.close();
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = node == null ? 0 : node.closes.get();
    }
}
