package dev.curfew.concurrent.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * InterruptVersusClose with a close that does not wait for the thread that is about to interrupt, in the line that is
 * marked. r1 = the flag at the close, r2 = the flag afterwards.
 */
@JCStressTest
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "withdrawn")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "sent, and cleared")
@Outcome(expect = FORBIDDEN, desc = "an interrupt after the close")
@State
public class NoWaitForTheSender {

    private static final boolean REPAIRED = Boolean.getBoolean("curfew.repaired");

    private static final int OPEN = 0;
    private static final int SENDING = 1;
    private static final int SENT = 2;
    private static final int WITHDRAWN = 3;

    private final AtomicInteger state = new AtomicInteger();
    private volatile boolean flag;

    @Actor
    public void close(ZZ_Result r) {
        if (!state.compareAndSet(OPEN, WITHDRAWN)) {
            while (REPAIRED && state.get() == SENDING) { // the line
                Thread.onSpinWait();
            }
        }
        r.r1 = flag;
        flag = false;
    }

    @Actor
    public void end() {
        if (state.compareAndSet(OPEN, SENDING)) {
            flag = true;
            state.set(SENT);
        }
    }

    @Arbiter
    public void afterwards(ZZ_Result r) {
        r.r2 = flag;
    }
}
