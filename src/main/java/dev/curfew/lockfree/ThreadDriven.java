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

    /** Made when it is needed, as it has a thread. */
    private static final class Dropped {
        private static final Cleaner CLEANER = Cleaner.create(work -> DriverThread.neutral("curfew-cleaner", work));
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
            Dropped.CLEANER.register(runtime, () -> stopped.close(0));
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
        return thread.close(DriverThread.isCurrent() ? 0 : timeoutNanos);
    }
}
