package dev.curfew.internal.lockfree.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * RenewVersusExpire without U1: the end reads the moment, and does not claim it. r1 = what the renewal returned, r2 =
 * the lease is done.
 */
@JCStressTest
@Outcome(
        id = {"true, false", "false, true"},
        expect = ACCEPTABLE,
        desc = "one of the two was first")
@Outcome(expect = FORBIDDEN, desc = "a renewed lease ends early")
@State
public class RenewWithoutClaim {

    private static final long FAR = 1_000_000;

    private volatile long moment = 1;
    private volatile boolean isDone;

    @Actor
    public void expire() {
        if (moment <= 1) {
            isDone = true;
        }
    }

    @Actor
    public void renew(ZZ_Result r) {
        if (!isDone) {
            moment = FAR;
        }
        r.r1 = !isDone;
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = isDone;
    }
}
