package dev.curfew.internal.wheel;

import dev.curfew.internal.Answer;
import dev.curfew.internal.Callbacks;
import dev.curfew.internal.DriverThread;
import dev.curfew.internal.WheelOptions;
import java.lang.ref.Cleaner;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * A wheel with a thread of its own.
 *
 * <p>A thread that stays is stopped when its runtime was dropped without being closed. That thread does not refer to
 * the runtime, unless a context is armed.
 */
final class ThreadDrivenWheel extends WheelService {

    /** Made at the first need, as it has a thread. A holder class would be broken for good by a failure. */
    private static @Nullable Cleaner cleaner;

    private final Object runtime;
    private final WheelThread thread;
    private boolean isWatched;

    private ThreadDrivenWheel(WheelThread thread, Object runtime, Runnable beforeClosing) {
        super(thread.queue(), beforeClosing);
        this.runtime = runtime;
        this.thread = thread;
    }

    static ThreadDrivenWheel of(WheelOptions options, Callbacks callbacks, Object runtime, Runnable beforeClosing) {
        WheelThread thread = new WheelThread(
                options.clock(),
                options.tickNanos(),
                callbacks,
                options.idleStrategy(),
                driving(options.threadFactory()),
                options.threadFactory() == null);
        ThreadDrivenWheel driven = new ThreadDrivenWheel(thread, runtime, beforeClosing);
        if (options.idleStrategy() != null) {
            driven.watch();
        }
        return driven;
    }

    private static ThreadFactory driving(@Nullable ThreadFactory given) {
        return given == null
                ? work -> DriverThread.neutral("curfew-wheel", DriverThread.driving(work))
                : work -> Answer.thread(given, DriverThread.driving(work));
    }

    @Override
    public void ensureThread() {
        thread.start();
    }

    @Override
    void ensureThreadThatStays() {
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

    private static synchronized Cleaner cleaner() {
        Cleaner made = cleaner;
        if (made == null) {
            made = Cleaner.create();
            cleaner = made;
        }
        return made;
    }

    @Override
    boolean isClosing() {
        return thread.isClosing();
    }

    @Override
    public void close() {
        close(Long.MAX_VALUE);
    }

    @Override
    public boolean close(long timeoutNanos) {
        prepareClosing();
        // This thread may have to close the wheel itself. It then runs actions, which may close other runtimes.
        boolean wasNone = DriverThread.enter();
        try {
            return thread.close(wasNone ? timeoutNanos : 0);
        } finally {
            DriverThread.leave(wasNone);
        }
    }
}
