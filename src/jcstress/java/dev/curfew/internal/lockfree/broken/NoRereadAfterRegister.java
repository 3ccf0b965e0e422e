package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.lockfree.FakeForeign;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * ForeignVersusEnd with {@link Flaw#NO_REREAD_AFTER_REGISTER}: the end comes before the registration is stored, and the
 * registration stays. r1, r2 = registrations made, and stopped.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "ended first")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "registered, and stopped")
@Outcome(expect = FORBIDDEN, desc = "the registration stays")
@State
public class NoRereadAfterRegister {

    private final FakeForeign parent = new FakeForeign();
    private final Model child = new Model(Flaw.NO_REREAD_AFTER_REGISTER);

    @Actor
    public void register() {
        if (!parent.isDone()) {
            parent.done().onDone(() -> child.cancel("A"));
            child.registered(parent.stopped);
        }
    }

    @Actor
    public void end() {
        parent.fire();
    }

    @Arbiter
    public void afterwards(II_Result r) {
        r.r1 = parent.registered.get();
        r.r2 = parent.stopped.get();
    }
}
