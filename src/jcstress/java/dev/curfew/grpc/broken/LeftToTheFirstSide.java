package dev.curfew.grpc.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * SideVersusSide without help, in the line that is marked: the second side finds the bridged context done, and returns
 * while children are live. r1, r2 = whether all were done after the end of the one side, and of the other.
 */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "done on both sides")
@Outcome(expect = FORBIDDEN, desc = "live although a side has ended")
@State
public class LeftToTheFirstSide {

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    /** As many as make it likely that the other side comes in between. */
    private static final int CHILDREN = 64;

    private final AtomicBoolean bridged = new AtomicBoolean();
    private final AtomicIntegerArray children = new AtomicIntegerArray(CHILDREN);

    private boolean end() {
        boolean isFirst = bridged.compareAndSet(false, true);
        if (isFirst || REPAIRED) { // the line
            for (int i = 0; i < CHILDREN; i++) {
                children.set(i, 1);
            }
        }
        return bridged.get() && children.get(CHILDREN - 1) == 1;
    }

    @Actor
    public void endOne(ZZ_Result r) {
        r.r1 = end();
    }

    @Actor
    public void endOther(ZZ_Result r) {
        r.r2 = end();
    }
}
