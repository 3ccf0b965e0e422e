package dev.curfew.internal.wheel;

import static dev.curfew.kit.Checks.check;

import dev.curfew.internal.lockfree.Steps;
import dev.curfew.kit.Background;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.SystemNanoClock;

/**
 * One trial of {@code StalledThreadTest}, on the rewritten wheel. The last wheel thread has ended. A caller that starts another
 * one is stopped, and a second caller comes: it does not take the last thread for the new one (R4).
 */
public final class StalledStartTrial implements Callable<Boolean> {

    private static final long SECOND = 1_000_000_000;

    private final int step;
    private final List<Throwable> told = new CopyOnWriteArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private volatile Thread last;
    private final WheelThread wheel =
            new WheelThread(SystemNanoClock.INSTANCE, 1 << 16, told::add, null, this::make, true);

    public StalledStartTrial(int step) {
        this.step = step;
    }

    /** The first thread leaves at once, as if it had been idle for long. */
    private Thread make(Runnable work) {
        Runnable leaves = () -> check(wheel.claim() && wheel.leave(), "the thread drives the wheel, and leaves");
        last = Background.daemon(made.incrementAndGet() == 1 ? leaves : work);
        return last;
    }

    /** Returns whether the caller had so many steps. */
    @Override
    public Boolean call() throws InterruptedException {
        wheel.start();
        last.join();
        Steps starting = new Steps(wheel::start, step);
        Thread starter = starting.start();
        boolean stopped = starting.isStopped();
        if (stopped) {
            wheel.start();
            starting.release();
        }
        starter.join();
        check(told.isEmpty(), "nothing is reported: " + told);
        check(made.get() == 2, "two threads were made, but " + made);
        check(wheel.close(SECOND), "the wheel is closed");
        return stopped;
    }
}
