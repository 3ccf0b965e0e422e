package dev.curfew.internal.wheel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tells producers whether they must wake the wheel thread, which costs microseconds.
 *
 * <p>The plan of the wheel thread is one long: {@code t >= 0} napping until t, {@code ~t} in deep sleep until t,
 * {@code ~0} awake. A producer wakes the wheel thread only for a deadline before t. A nap ends by itself within a few
 * milliseconds. A deep sleep may last for ever, so the first cancellation also ends it: the cancelled node waits to be
 * reaped.
 *
 * <ul>
 *   <li>P1: The wheel thread publishes a plan, then drains the inbox, then narrows the plan to what it has found, then
 *       sleeps. A producer pushes, then reads the plan. Both sides store before they load (a volatile store and a
 *       volatile read; a CAS and a volatile read). So if a push is not in that drain, the producer sees the plan or a
 *       later one. Draining first and publishing then would lose a wake-up.
 *   <li>P2: A plan is narrowed by a CAS, so {@code AWAKE} is never overwritten. A producer whose CAS fails reads the
 *       plan again. So a producer that has read a plan which is then narrowed either wakes the wheel thread or finds
 *       that it need not.
 *   <li>P3: {@code wakeup} is called at most once per plan, by the thread that wins the CAS to {@code AWAKE}.
 *   <li>N9: The wheel thread may be woken in vain.
 * </ul>
 */
final class WakeupGate {

    private static final long AWAKE = ~0L;

    private static final VarHandle PLAN = MethodHandles.arrayElementVarHandle(long[].class);
    /**
     * The index of the plan, with two cache lines on either side: it is read on each push, and written only twice per
     * sleep.
     */
    private static final int CELL = 16;

    private final long[] plan = new long[2 * CELL];
    private final @Nullable Runnable wakeup;
    private final ErrorHandler errorHandler;
    /** The plan that the wheel thread has published last. Only the wheel thread uses it. */
    private long published = AWAKE;

    /**
     * @param wakeup null for a wheel thread that never sleeps
     * @param errorHandler a handler that throws nothing
     */
    WakeupGate(@Nullable Runnable wakeup, ErrorHandler errorHandler) {
        this.wakeup = wakeup;
        this.errorHandler = errorHandler;
        plan[CELL] = AWAKE;
    }

    // ---- producers

    /** To be called after the push of a node that is due at this time, which is at least 0. */
    void pushed(long time) {
        long planned = planVolatile();
        while (time < end(planned) && !wake(planned)) {
            planned = planVolatile(); // P2
        }
    }

    /** To be called after the cancellation of a node that waits to be reaped. */
    void cancelled() {
        long planned = planVolatile();
        while (planned < AWAKE && !wake(planned)) {
            planned = planVolatile(); // P2
        }
    }

    private static long end(long planned) {
        return planned < 0 ? ~planned : planned;
    }

    /** Returns false if the plan has changed. */
    private boolean wake(long planned) {
        if (!PLAN.compareAndSet(plan, CELL, planned, AWAKE)) {
            return false;
        }
        try {
            if (wakeup != null) {
                wakeup.run();
            }
        } catch (Throwable e) {
            // The next producer tries again.
            PLAN.compareAndSet(plan, CELL, AWAKE, planned);
            errorHandler.onError(e);
        }
        return true;
    }

    // ---- the wheel thread

    /** Publishes a nap that ends at this time at the latest. The caller drains the inbox next. */
    void nap(long until) {
        publish(until);
    }

    /** Publishes a deep sleep without end. The caller drains the inbox next. */
    void sleep() {
        publish(~Long.MAX_VALUE);
    }

    /**
     * Ends the published sleep at this time, if it ends later: nothing is due before. A deep sleep stays deep, a nap a
     * nap.
     */
    void narrow(long until) {
        if (until < end(published)) {
            PLAN.compareAndSet(plan, CELL, published, published < 0 ? ~until : until); // P2
        }
    }

    private void publish(long sleep) {
        if (wakeup != null) {
            published = sleep;
            PLAN.setVolatile(plan, CELL, sleep); // P1
        }
    }

    /**
     * Returns whether a producer has ended the sleep. The store is a release: the next plan is volatile, and orders
     * what matters.
     */
    boolean awake() {
        boolean asleep = (long) PLAN.getOpaque(plan, CELL) != AWAKE;
        boolean woken = !asleep && published != AWAKE;
        if (asleep) {
            PLAN.setRelease(plan, CELL, AWAKE);
        }
        published = AWAKE;
        return woken;
    }

    private long planVolatile() {
        return (long) PLAN.getVolatile(plan, CELL);
    }
}
