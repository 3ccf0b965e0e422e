package dev.curfew.internal.wheel.broken;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicBoolean;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** ScheduleVersusLeave without the look into the inbox after the store: a deadline is armed, and there is no thread. */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it has left, and another one comes")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "it stays")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "a deadline is armed, and there is no thread")
@State
public class LeaveWithoutLook {

    private final AtomicBoolean driven = new AtomicBoolean(true);
    private volatile boolean armed;
    private int made;

    @Actor
    public void leave(ZI_Result r) {
        if (armed) {
            return; // looks before the store only
        }
        driven.set(false);
        r.r1 = true;
    }

    @Actor
    public void schedule() {
        armed = true;
        if (driven.compareAndSet(false, true)) {
            made++;
        }
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = made;
    }
}
