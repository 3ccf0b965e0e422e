package dev.curfew.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How a context ended: 24 bytes.
 *
 * <p>A <em>bare</em> verdict is err and cause, and is shared by all contexts that one call ends. A context with links below
 * gets a verdict of its own, which also refers to those links until all contexts below are flagged. So the links stay
 * reachable from the context's word, and whichever call meets them flags them too ({@link Helping}).
 *
 * <ul>
 *   <li>V1: {@code below} only ever becomes null, or loses a settled newest link, or is lent (E4). The {@link Ending} clears
 *       it after all contexts below are flagged, so a thread that reads null knows that they are, but for N3.
 *   <li>V2: a verdict that came from above refers to its bare verdict, one that the context's own end made does not. So an
 *       ending knows which of the contexts that it meets are its own to notify.
 * </ul>
 */
final class Verdict {

    private static final VarHandle BELOW;

    static {
        try {
            BELOW = MethodHandles.lookup().findVarHandle(Verdict.class, "below", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static final Verdict CANCELED = new Verdict(Context.CANCELED, Context.CANCELED, null);
    static final Verdict DEADLINE_EXCEEDED = new Verdict(Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED, null);
    /** The state of an action that ran or was stopped, and of a waiter that left: no context ended. */
    static final Verdict SPENT = new Verdict(Context.CANCELED, Context.CANCELED, null);

    final ContextException err;
    /** The cause, or the bare verdict of an end that came from above (V2). */
    private final Object cause;
    /** A {@link Link}, the newest of a {@link LinkStack}, or a {@link SlotTable}, or null. */
    private volatile @Nullable Object below;

    private Verdict(ContextException err, Object cause, @Nullable Object below) {
        this.err = err;
        this.cause = cause;
        BELOW.set(this, below);
    }

    static Verdict canceled(@Nullable Throwable cause) {
        return cause == null ? CANCELED : new Verdict(Context.CANCELED, cause, null);
    }

    static Verdict deadlineExceeded(@Nullable Throwable cause) {
        return cause == null ? DEADLINE_EXCEEDED : new Verdict(Context.DEADLINE_EXCEEDED, cause, null);
    }

    /** What a foreign context says of its end, which may be nothing yet. */
    static Verdict of(@Nullable ContextException err, @Nullable Throwable cause) {
        if (err == null) {
            return CANCELED;
        }
        if (err == Context.CANCELED) {
            return canceled(cause == err ? null : cause);
        }
        if (err == Context.DEADLINE_EXCEEDED) {
            return deadlineExceeded(cause == err ? null : cause);
        }
        return new Verdict(err, cause == null ? err : cause, null);
    }

    /** This bare verdict for the context where the end starts. */
    Verdict with(Object below) {
        return new Verdict(err, cause, below);
    }

    /** This bare verdict for a context that is ended from above (V2). */
    Verdict fromAbove(@Nullable Object below) {
        return new Verdict(err, this, below);
    }

    /** Whether no ending has to find the link with this verdict any more. Once true, it stays true. */
    boolean isSettled() {
        return below == null && !isFromAbove();
    }

    boolean isFromAbove() {
        return cause instanceof Verdict;
    }

    Throwable cause() {
        return cause instanceof Verdict bare ? bare.cause() : (Throwable) cause;
    }

    /**
     * An equal verdict for contexts that are flagged by another call. It refers to nothing below, unless there is no memory
     * for one that does not.
     */
    Verdict bare() {
        if (cause instanceof Verdict bare) {
            return bare;
        }
        if (below == null) {
            return this;
        }
        if (cause == err && err == Context.CANCELED) {
            return CANCELED;
        }
        if (cause == err && err == Context.DEADLINE_EXCEEDED) {
            return DEADLINE_EXCEEDED;
        }
        try {
            return new Verdict(err, cause, null);
        } catch (OutOfMemoryError e) {
            return this; // bare as soon as its own context is settled
        }
    }

    /** What hangs below and is not known to be flagged; null if nothing (V1). */
    @Nullable
    Object belowVolatile() {
        return below;
    }

    boolean casBelow(Link seen, @Nullable Link next) {
        return BELOW.compareAndSet(this, seen, next);
    }

    /** For a context that gets this verdict for want of its own (E4). */
    void lend(Object below) {
        BELOW.setVolatile(this, below);
    }

    /** All contexts below are flagged (V1). */
    void allFlagged() {
        BELOW.setRelease(this, null);
    }
}
