package dev.curfew.kit;

import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Registration;
import dev.curfew.wheel.ManualClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * The runtime of one core for a {@link TreeScript}. What is due runs during {@link #turn} alone: the lock-free core is
 * driven by the caller, and the thread of the mutex core is kept busy in between.
 */
final class CoreUnderScript implements AutoCloseable {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long HALF_AN_HOUR = TreeScript.HOUR * SECOND / 2;

    final ContextRuntime runtime;
    private final @Nullable ManualClock clock;
    private final long start;
    private @Nullable Gate gate;

    /** Keeps the thread that runs scheduled actions. */
    private static final class Gate implements Runnable {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run() {
            reached.countDown();
            Background.await(open);
        }
    }

    /**
     * @param start of the script on a clock that goes by itself
     * @param isTimed whether the lock-free core has a clock that is set by hand
     */
    CoreUnderScript(Core core, long start, boolean isTimed, ErrorHandler errorHandler) {
        ContextRuntime.Builder builder = ContextRuntime.builder().core(core).errorHandler(errorHandler);
        clock = isTimed && core == Core.LOCK_FREE ? new ManualClock(Long.MAX_VALUE - 5) : null;
        if (clock != null) {
            builder.clock(clock);
        }
        if (core == Core.LOCK_FREE) {
            builder.tick(Duration.ofNanos(1)).callerDriven();
        }
        runtime = builder.build();
        this.start = clock == null ? start : clock.nanoTime();
        if (core == Core.MUTEX) {
            gate = reached();
        }
    }

    private Gate reached() {
        Gate next = new Gate();
        Registration unused = runtime.background().scheduleAfterNanos(0, next);
        if (gate != null) {
            gate.open.countDown();
        }
        Background.await(next.reached);
        return next;
    }

    /** Whether {@link #turn} moves the clock. */
    boolean moves() {
        return clock != null;
    }

    int rounded(int seconds) {
        return moves() ? seconds : TreeScript.wholeHours(seconds);
    }

    long duration(int seconds) {
        return rounded(seconds) * SECOND;
    }

    long time(int seconds) {
        return start + duration(seconds);
    }

    /** A time to pretend: later than what was armed at that time, or for it, and earlier than what is due afterwards. */
    long pretended(int seconds) {
        return time(seconds) + (moves() ? 0 : HALF_AN_HOUR);
    }

    /** Of a time on the clock. */
    int seconds(long timeNanos) {
        return rounded(Math.toIntExact(Math.floorDiv(timeNanos - start, SECOND)));
    }

    int now() {
        return clock == null ? 0 : seconds(clock.nanoTime());
    }

    void setClock(int seconds) {
        if (clock != null) {
            clock.set(time(seconds));
        }
    }

    /** Runs what is due. */
    void turn(int seconds) {
        setClock(seconds);
        if (gate != null) {
            gate = reached();
        } else {
            Cycles.untilIdle(runtime);
        }
    }

    @Override
    public void close() {
        if (gate != null) {
            gate.open.countDown();
        }
        runtime.close();
    }
}
