package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * Race: a producer sets a deadline, an idle wheel thread leaves. Guards R2 ({@link WheelThread}): the wheel thread sees
 * the deadline, or the producer sees that there is no thread.
 *
 * <p>r1 = whether the wheel thread has left, r2 = threads that were made.
 *
 * <p>Broken: {@code broken.LeaveWithoutLook}.
 */
@JCStressTest
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "it has left, and another one comes")
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "it stays")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "a deadline is armed, and there is no thread")
@Outcome(expect = FORBIDDEN, desc = "two wheel threads")
@State
public class ScheduleVersusLeave {

    private int made;
    private final WheelThread thread =
            new WheelThread(System::nanoTime, 1 << 20, Throwable::printStackTrace, null, this::make, true);

    public ScheduleVersusLeave() {
        thread.claim();
    }

    /** Makes a thread that never begins. */
    private Thread make(Runnable work) {
        made++;
        return new Thread(work) {
            @Override
            public synchronized void start() {
                // It does not begin.
            }
        };
    }

    @Actor
    public void leave(ZI_Result r) {
        r.r1 = thread.leave();
    }

    @Actor
    public void schedule() {
        thread.queue().schedule(System.nanoTime() + 3_600_000_000_000L, () -> {});
        thread.start();
    }

    @Arbiter
    public void afterwards(ZI_Result r) {
        r.r2 = made;
    }
}
