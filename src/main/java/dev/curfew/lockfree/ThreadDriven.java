package dev.curfew.lockfree;

import dev.curfew.ContextRuntime;
import dev.curfew.spi.Callbacks;
import dev.curfew.spi.DriverThread;
import dev.curfew.spi.WheelOptions;
import dev.curfew.wheel.internal.WheelThread;
import java.lang.ref.Cleaner;
import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * A wheel with a thread of its own.
 *
 * <p>A thread that stays is stopped when its runtime was dropped without being closed. That thread does not refer to the
 * runtime, unless a context is armed.
 */
final class ThreadDriven extends DeadlineWheel {

    /** Made when it is needed, as it has a thread. No class of its own, which a failure would break for good. */
    private static @Nullable Cleaner cleaner;

    private static synchronized Cleaner cleaner() {
        Cleaner made = cleaner;
        if (made == null) {
            made = Cleaner.create();
            cleaner = made;
        }
        return made;
    }

    private final ContextRuntime runtime;
    private final WheelThread thread;
    private boolean isWatched;

    private ThreadDriven(ContextRuntime runtime, WheelThread thread) {
        super(thread.wheel());
        this.runtime = runtime;
        this.thread = thread;
    }

    static ThreadDriven of(ContextRuntime runtime, WheelOptions options, Callbacks callbacks) {
        WheelThread thread = new WheelThread(
                runtime.clock(),
                options.tickNanos(),
                callbacks,
                options.idleStrategy(),
                driving(options.threadFactory()),
                options.threadFactory() == null);
        ThreadDriven driven = new ThreadDriven(runtime, thread);
        if (options.idleStrategy() != null) {
            driven.watch();
        }
        return driven;
    }

    private static ThreadFactory driving(@Nullable ThreadFactory given) {
        return given == null
                ? work -> DriverThread.neutral("curfew-wheel", DriverThread.driving(work))
                : work -> given.newThread(DriverThread.driving(work));
    }

    @Override
    void start() {
        thread.start();
    }

    @Override
    void startToStay() {
        watch();
        thread.startToStay();
    }

    private synchronized void watch() {
        if (!isWatched) {
            WheelThread stopped = thread;
            cleaner().register(runtime, () -> stopped.close(0));
            isWatched = true;
        }
    }

    @Override
    @Nullable
    Agent agent() {
        return null;
    }

    @Override
    boolean isClosing() {
        return thread.isClosing();
    }

    @Override
    void close() {
        close(Long.MAX_VALUE);
    }

    @Override
    boolean close(long timeoutNanos) {
        prepareClosing();
        // This thread may have to close the wheel itself, and runs actions then, which may close other runtimes.
        boolean wasNone = DriverThread.enter();
        try {
            return thread.close(wasNone ? timeoutNanos : 0);
        } finally {
            DriverThread.leave(wasNone);
        }
    }
}
