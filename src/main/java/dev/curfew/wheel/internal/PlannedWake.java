package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Whether the owner sleeps, and until when: what decides if a producer has to wake it, which costs microseconds.
 *
 * <p>One long: {@code t >= 0} is a nap until t, {@code ~t} a deep sleep until t, {@code ~0} is awake. A producer wakes the owner
 * only for a deadline before t. From a nap the owner returns in a few milliseconds anyway. A deep sleep may last for ever, so it
 * also ends with the first cancellation, whose node waits to be released.
 *
 * <ul>
 *   <li>I1: the owner publishes a plan, then drains the inbox, then narrows the plan to what it has found, then sleeps. A
 *       producer pushes, then reads the plan. Store before load on both sides (volatile store and read; CAS and volatile
 *       read): of a push that is not in that drain, the producer sees the plan or what has become of it. Draining first
 *       and publishing then would lose a wake-up.
 *   <li>I2: a plan is narrowed by a CAS, so never over {@code AWAKE}; and a producer whose CAS fails looks again. So who
 *       has read a plan that is about to be narrowed either wakes the owner or finds that it need not.
 *   <li>I3: {@code wakeup} is called at most once per plan, by the thread that wins the CAS to {@code AWAKE}.
 *   <li>N1: the owner may be woken in vain.
 * </ul>
 */
final class PlannedWake {

    private static final long AWAKE = ~0L;

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
    /** Two cache lines to either side: read on each push, and written but twice per sleep. */
    private static final int AT = 16;

    private final long[] cell = new long[2 * AT];
    private final @Nullable Runnable wakeup;
    private final ErrorHandler errorHandler;
    /** The owner's: the plan it has published last. */
    private long published = AWAKE;

    /**
     * @param wakeup null for an owner that never sleeps
     * @param errorHandler throws nothing
     */
    PlannedWake(@Nullable Runnable wakeup, ErrorHandler errorHandler) {
        this.wakeup = wakeup;
        this.errorHandler = errorHandler;
        cell[AT] = AWAKE;
    }

    // ---- producers

    /** After the push of a node that is due at this time, 0 or later. */
    void pushed(long time) {
        long planned = plannedVolatile();
        while (time < end(planned) && !wake(planned)) {
            planned = plannedVolatile(); // I2
        }
    }

    /** After the cancellation of a node that the owner has yet to let go of. */
    void cancelled() {
        long planned = plannedVolatile();
        while (planned < AWAKE && !wake(planned)) {
            planned = plannedVolatile(); // I2
        }
    }

    private static long end(long planned) {
        return planned < 0 ? ~planned : planned;
    }

    /** Returns false if the plan has changed. */
    private boolean wake(long planned) {
        if (!CELL.compareAndSet(cell, AT, planned, AWAKE)) {
            return false;
        }
        try {
            if (wakeup != null) {
                wakeup.run();
            }
        } catch (Throwable e) {
            // The next one shall try again.
            CELL.compareAndSet(cell, AT, AWAKE, planned);
            errorHandler.onError(e);
        }
        return true;
    }

    // ---- owner

    /** Until then at the most, and then drain. */
    void nap(long until) {
        publish(until);
    }

    /** For who knows how long, and then drain. */
    void sleep() {
        publish(~Long.MAX_VALUE);
    }

    /** After the drain: nothing before this time is worth waking up for. Keeps the depth of the sleep. */
    void narrow(long until) {
        if (until < end(published)) {
            CELL.compareAndSet(cell, AT, published, published < 0 ? ~until : until); // I2
        }
    }

    private void publish(long plan) {
        if (wakeup != null) {
            published = plan;
            CELL.setVolatile(cell, AT, plan); // I1
        }
    }

    /** Returns whether a producer has ended the sleep. The next plan orders what matters: release will do. */
    boolean awake() {
        boolean asleep = (long) CELL.getOpaque(cell, AT) != AWAKE;
        boolean woken = !asleep && published != AWAKE;
        if (asleep) {
            CELL.setRelease(cell, AT, AWAKE);
        }
        published = AWAKE;
        return woken;
    }

    private long plannedVolatile() {
        return (long) CELL.getVolatile(cell, AT);
    }
}
