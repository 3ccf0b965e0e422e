package dev.curfew.concurrent;

import dev.curfew.Context;
import dev.curfew.Registration;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Work that an executor has, and that a context drops if it ends before the work begins. Its queue may keep the object.
 *
 * <pre>
 *   from      to        by                                                       how
 *   WAITING   BEGUN     the thread of the executor                               CAS
 *   WAITING   DROPPED   the thread that ends the context, or finds it ended      CAS
 *   WAITING   WITHDRAWN the thread whose executor rejects it, or shutdownNow     CAS
 *   BEGUN     others    the thread of the executor                               store
 * </pre>
 *
 * <ul>
 *   <li>J1: One CAS takes the work out of WAITING. Its thread, and no other, takes what is to be run: to run it, or to
 *       release it. So work runs at most once, and never after it was dropped.
 *   <li>J2: Work is registered with its context until it is taken, and not longer.
 * </ul>
 */
abstract class QueuedWork implements Runnable {

    static final int WAITING = 0;
    static final int BEGUN = 1;
    static final int DROPPED = 2;
    static final int WITHDRAWN = 3;
    /** The first state that a subclass may use. */
    static final int OTHERS = 4;

    /** Not a VarHandle, whose first use links code, which may fail for good at the end of a stack. */
    private static final AtomicIntegerFieldUpdater<QueuedWork> PHASE =
            AtomicIntegerFieldUpdater.newUpdater(QueuedWork.class, "phase");

    private volatile int phase = WAITING;

    /** Written before the executor gets the work. */
    private @Nullable Registration onEnd;

    final int phase() {
        return phase;
    }

    /** Only after {@link #begin}, by the same thread. Publishes the outcome, which is written before. */
    final void finish(int outcome) {
        phase = outcome;
    }

    /** Drops this when the context ends, or now. Returns whether it still waits. */
    final boolean dropOnEnd(Context context) {
        onEnd = context.onDone(this::drop);
        return phase == WAITING;
    }

    /** Whether this call takes the work, to run it. */
    final boolean begin() {
        return take(BEGUN);
    }

    /** Takes the work to release it, if it still waits. */
    final void drop() {
        if (take(DROPPED)) {
            dropped();
        }
    }

    /** Whether this call takes the work, as if it had never been queued. {@link #dropped} is not called. */
    final boolean withdraw() {
        return take(WITHDRAWN);
    }

    private boolean take(int next) {
        if (!PHASE.compareAndSet(this, WAITING, next)) { // J1
            return false;
        }
        Registration registered = onEnd;
        if (registered != null) {
            onEnd = null;
            registered.stop(); // J2
        }
        return true;
    }

    /** The work was dropped: it never runs. Releases what was to be run. */
    abstract void dropped();
}
