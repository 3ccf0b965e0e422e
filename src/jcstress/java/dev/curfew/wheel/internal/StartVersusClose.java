package dev.curfew.wheel.internal;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.wheel.internal.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: starting the wheel's thread against closing it. Guards I1, "one thread at a time owns the wheel, and
 * the last one closes it before {@code close} returns" ({@link WheelThread}).
 *
 * <p>r1 = the task had been told when {@code close()} returned, r2 = times told in the end, r3 = what became of the thread.
 *
 * <p>Broken: {@code alternatives.OwnWithoutCas}.
 */
@JCStressTest
@Outcome(id = "true, 1, no thread", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "true, 1, ended", expect = ACCEPTABLE, desc = "it was the owner, or came too late for that")
@Outcome(expect = FORBIDDEN, desc = "two owners or none, or a thread is left")
@State
public class StartVersusClose {

    private static final long PATIENCE_MILLIS = 10_000;

    private volatile @Nullable Thread thread;
    private final Task task = new Task();
    private final WheelThread owner =
            new WheelThread(System::nanoTime, 1 << 20, Throwable::printStackTrace, null, this::newThread, true);

    public StartVersusClose() {
        owner.wheel().schedule(System.nanoTime() + 3_600_000_000_000L, task);
    }

    private Thread newThread(Runnable work) {
        Thread made = new Thread(work);
        made.setDaemon(true);
        thread = made;
        return made;
    }

    private static void awaitEnd(Thread made) {
        try {
            made.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Actor
    public void start() {
        owner.start();
    }

    @Actor
    public void close(ZIL_Result r) {
        owner.close(Long.MAX_VALUE);
        r.r1 = task.closes() == 1;
    }

    @Arbiter
    public void afterwards(ZIL_Result r) {
        Thread made = thread;
        if (made != null) {
            awaitEnd(made);
        }
        r.r2 = task.closes();
        r.r3 = made == null ? "no thread" : made.isAlive() ? "left" : "ended";
    }
}
