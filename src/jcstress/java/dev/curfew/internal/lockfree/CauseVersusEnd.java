package dev.curfew.internal.lockfree;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.ContextException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Race: asking for err and cause against the end; Go's {@code TestCauseRace}. Guards L1, O2 and contract 5: cause is
 * null exactly while err is null, both imply that the context reads done, and neither changes once it is set.
 *
 * <p>r1 = what a reader concludes from four questions in a row.
 *
 * <p>Broken: {@code broken.CauseInAnotherWord}.
 */
@JCStressTest
@Outcome(id = "live", expect = ACCEPTABLE, desc = "read before the end")
@Outcome(id = "ended", expect = ACCEPTABLE, desc = "read after the end")
@Outcome(id = "ended meanwhile", expect = ACCEPTABLE, desc = "each answer as new as the one before, or newer")
@Outcome(expect = FORBIDDEN, desc = "contract 5: an answer contradicts another")
@State
public class CauseVersusEnd {

    private final CancelNode node = Races.live();

    @Actor
    public void end() {
        node.cancel(Races.A);
    }

    @Actor
    public void ask(L_Result r) {
        Throwable before = node.cause();
        ContextException err = node.err();
        boolean done = node.isDone();
        Throwable after = node.cause();
        if (before != null && (err == null || before != after)) {
            r.r1 = "cause without err, or another";
        } else if (err != null && (!done || after != Races.A)) {
            r.r1 = "err without done or cause";
        } else if (done && after == null) {
            r.r1 = "done without cause";
        } else {
            r.r1 = after == null ? "live" : before != null ? "ended" : "ended meanwhile";
        }
    }
}
