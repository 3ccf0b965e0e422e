package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * HelpVersusEnd with {@link Flaw#HELPED_FOR_ITSELF}: the ending thread takes a context that a helper has marked for one
 * that ended by itself. r1 = runs of an action below.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "ran")
@Outcome(expect = FORBIDDEN, desc = "the action is lost")
@State
public class HelpedForItself {

    private final Model parent = new Model(Flaw.HELPED_FOR_ITSELF);
    private final Model child = parent.derive();
    private final Model inner = child.derive();
    private final AtomicInteger runs = new AtomicInteger();

    public HelpedForItself() {
        inner.onDone(runs::incrementAndGet);
    }

    @Actor
    public void endChild() {
        child.cancel("B");
    }

    @Actor
    public void endParent() {
        parent.cancel("A");
        child.cancel("A");
    }

    @Arbiter
    public void afterwards(I_Result r) {
        r.r1 = runs.get();
    }
}
