package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Whether the owner sleeps, and until when: what decides if a producer has to wake it, which costs microseconds.
 *
 * <p>One word: {@code AWAKE}, or the time before which a deadline has to be to wake the owner, of which the lowest bit tells
 * a deep sleep from a nap. From a nap the owner returns in a few milliseconds anyway. A deep sleep may last for ever, so it
 * also ends with the first cancellation, whose node waits to be released.
 *
 * <ul>
 *   <li>I1: the owner publishes its plan, then drains the inbox, then sleeps; a producer pushes, then reads the plan. Store
 *       before load on both sides (volatile store and read; CAS and volatile read): so of a push that is not in that drain
 *       the producer sees the plan. Draining first and publishing then would lose a wake-up.
 *   <li>I2: per plan, {@code wakeup} is called at most once: by who wins the CAS to {@code AWAKE}.
 *   <li>N1: the owner may be woken in vain.
 * </ul>
 */
final class PlannedWake {

    /** Before every time. */
    private static final long AWAKE = Long.MIN_VALUE;

    private static final long DEEP = 1;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    /** Two cache lines to either side: read on each push, and written but once per sleep. */
    private static final int AT = 16;

    private final long[] cell = new long[2 * AT];
    private final @Nullable Runnable wakeup;
    private final ErrorHandler errorHandler;

    /** @param wakeup null for an owner that never sleeps */
    PlannedWake(@Nullable Runnable wakeup, ErrorHandler errorHandler) {
        this.wakeup = wakeup;
        this.errorHandler = errorHandler;
        cell[AT] = AWAKE;
    }

    // ---- producers

    /** After the push of a node that is due at this time. */
    void pushed(long time) {
        long planned = plannedVolatile();
        if (time < planned) {
            wake(planned);
        }
    }

    /** After the cancellation of a node that the owner has yet to let go of. */
    void cancelled() {
        long planned = plannedVolatile();
        if ((planned & DEEP) != 0) {
            wake(planned);
        }
    }

    private void wake(long planned) {
        if (wakeup == null || !CELL.compareAndSet(cell, AT, planned, AWAKE)) {
            return;
        }
        try {
            wakeup.run();
        } catch (Throwable e) {
            // The next one shall try again.
            CELL.compareAndSet(cell, AT, AWAKE, planned);
            errorHandler.onError(e);
        }
    }

    // ---- owner

    void nap(long until) {
        plan(until & ~DEEP);
    }

    void sleep(long until) {
        plan(until | DEEP);
    }

    /** I1. */
    private void plan(long planned) {
        if (wakeup != null) {
            CELL.setVolatile(cell, AT, planned);
        }
    }

    /** The next plan orders what matters: release will do. */
    void awake() {
        if ((long) CELL.getOpaque(cell, AT) != AWAKE) {
            CELL.setRelease(cell, AT, AWAKE);
        }
    }

    private long plannedVolatile() {
        return (long) CELL.getVolatile(cell, AT);
    }
}
