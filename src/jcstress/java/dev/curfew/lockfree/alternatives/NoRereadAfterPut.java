package dev.curfew.lockfree.alternatives;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * StalledEndVersusAttach with {@link Flaw#NO_REREAD_AFTER_PUT}: the child waits for an ender that has looked already. r1 = the
 * ender met the child, r2 = the thread that attached it told it.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ender")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "told by the thread that attached it")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both")
@Outcome(expect = FORBIDDEN, desc = "by nobody")
@State
public class NoRereadAfterPut {

    private final Model parent = new Model(Flaw.NO_REREAD_AFTER_PUT);

    public NoRereadAfterPut() {
        parent.inflate();
    }

    @Actor
    public void end(ZZ_Result r) {
        r.r1 = !parent.endAndStall("A").equals("0 live");
    }

    @Actor
    public void attach(ZZ_Result r) {
        r.r2 = parent.derive().isDone();
    }
}
