package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Race: the close of an inner interruption that has interrupted against the end of the context of an outer one. Guards
 * Y3 of {@link Interrupt}: the inner does not clear the interrupt of the outer, which may have found the flag set.
 *
 * <p>r1 = whether the outer has interrupted after the close of the inner, r2 = the flag then, if so, r3 = the flag after the
 * close of the outer.
 *
 * <p>Broken: {@code broken.LookBeforeClear}.
 */
@JCStressTest
@Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "the outer lives")
@Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "the outer has interrupted")
@Outcome(id = "true, false, false", expect = FORBIDDEN, desc = "Y3: the interrupt of the outer is lost")
@Outcome(expect = FORBIDDEN, desc = "an interrupt after both closes")
@State
public class InnerCloseVersusOuterEnd {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(Core.LOCK_FREE).build();

    private final CancelContext outer = RUNTIME.background().withCancel();
    private final CancelContext inner = RUNTIME.background().withCancel();

    @Actor
    public void close(ZZZ_Result r) {
        Interruption enclosing = Interruption.onDone(outer);
        Interruption within = Interruption.onDone(inner);
        inner.cancel();
        within.close();
        r.r1 = enclosing.happened();
        r.r2 = r.r1 && Thread.currentThread().isInterrupted();
        enclosing.close();
        r.r3 = Thread.interrupted();
    }

    @Actor
    public void end() {
        outer.cancel();
    }
}
