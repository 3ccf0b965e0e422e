package dev.curfew.concurrent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * Race: an interrupt against the close of its scope. Guards Y1 and Y2 of {@link Interrupt}: after {@code withdraw} the
 * interrupt is in the flag, or never comes.
 *
 * <p>r1 = whether it happened, r2 = whether the flag was set, after {@code withdraw}; r3 = the flag afterwards.
 *
 * <p>Broken: {@code broken.NoWaitForTheSender}.
 */
@JCStressTest
@Outcome(id = "false, false, false", expect = ACCEPTABLE, desc = "withdrawn")
@Outcome(id = "true, true, false", expect = ACCEPTABLE, desc = "sent, and cleared")
@Outcome(expect = FORBIDDEN, desc = "Y2: an interrupt after the close, or one that is not known to have happened")
@State
public class InterruptVersusClose {

    /** A thread that is never started. Its flag is a field. */
    private static final class Target extends Thread {
        private volatile boolean flag;

        @Override
        public void interrupt() {
            flag = true;
        }

        @Override
        public boolean isInterrupted() {
            return flag;
        }

        boolean clear() {
            boolean before = flag;
            flag = false;
            return before;
        }
    }

    private final Target target = new Target();
    private final Interrupt interrupt = new Interrupt(target);

    @Actor
    public void close(ZZZ_Result r) {
        interrupt.withdraw();
        r.r1 = interrupt.happened();
        r.r2 = target.clear();
    }

    @Actor
    public void end() {
        interrupt.run();
    }

    @Arbiter
    public void afterwards(ZZZ_Result r) {
        r.r3 = target.flag;
    }
}
