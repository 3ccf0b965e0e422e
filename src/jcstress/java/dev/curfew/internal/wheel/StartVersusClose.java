package dev.curfew.internal.wheel;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.curfew.internal.wheel.ManualWheel.Task;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZIL_Result;

/**
 * Race: one thread starts the wheel thread, another closes the wheel. Guards R1 ({@link WheelThread}): one thread at a
 * time drives the wheel, and the last one closes it before {@code close} returns.
 *
 * <p>r1 = whether the task was notified when {@code close()} returned, r2 = calls of {@code onWheelClosed} in the end,
 * r3 = what became of the wheel thread.
 *
 * <p>Broken: {@code broken.ClaimWithoutCas}.
 */
@JCStressTest
@Outcome(id = "true, 1, no thread", expect = ACCEPTABLE, desc = "closed first")
@Outcome(id = "true, 1, ended", expect = ACCEPTABLE, desc = "it drove the wheel, or came too late for that")
@Outcome(expect = FORBIDDEN, desc = "two wheel threads or none, or a thread is left")
@State
public class StartVersusClose {

    private static final long PATIENCE_MILLIS = 10_000;

    private volatile @Nullable Thread thread;
    private final Task task = new Task();
    private final WheelThread wheelThread =
            new WheelThread(System::nanoTime, 1 << 20, Throwable::printStackTrace, null, this::newThread, true);

    public StartVersusClose() {
        wheelThread.queue().schedule(System.nanoTime() + 3_600_000_000_000L, task);
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
        wheelThread.start();
    }

    @Actor
    public void close(ZIL_Result r) {
        wheelThread.close(Long.MAX_VALUE);
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
