package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * StalledEndVersusAttach with {@link Flaw#NO_REREAD_AFTER_PUT}: the child waits for an ending thread that has looked
 * already. r1 = the ending thread met the child, r2 = the thread that attached the child ended it.
 */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "left to the ending thread")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "ended by the thread that attached it")
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "by both")
@Outcome(expect = FORBIDDEN, desc = "by neither")
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
