package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Context;
import dev.curfew.ContextException;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How a context ended: 24 bytes.
 *
 * <p>A <em>bare</em> verdict is err and cause, and all contexts that one call ends share it. A context with links below
 * gets a verdict of its own, which also refers to those links until all contexts below are marked. So the links stay
 * reachable from the context's word, and each call that meets them marks them too ({@link Helping}).
 *
 * <ul>
 *   <li>V1: {@code below} becomes null, or the next older link when the newest link is finished and popped, or is lent
 *       (E4); it changes in no other way. The {@link Propagation} clears it after all contexts below are marked. So a
 *       thread that reads null knows that they are marked, except for N3.
 *   <li>V2: A verdict that came from above refers to its bare verdict. A verdict that the context's own end made does
 *       not. So a propagation knows which of the contexts that it meets are its own to notify.
 * </ul>
 */
final class Verdict {

    private static final VarHandle BELOW =
            fieldVarHandle(lookup(), "below", VarHandle.class, Verdict.class, Object.class);

    static final Verdict CANCELED = new Verdict(Context.CANCELED, Context.CANCELED, null);
    static final Verdict DEADLINE_EXCEEDED = new Verdict(Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED, null);

    /** The verdict of a {@link ScheduledNode} whose action has begun. */
    static final Verdict BEGUN = new Verdict(Context.CANCELED, Context.CANCELED, null);

    final ContextException err;
    /**
     * The cause, or the bare verdict of an end that came from above (V2), or the {@link EndLink} through which an end
     * came (M2).
     */
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

    /** The verdict for what a foreign context says of its end, which may be nothing yet. */
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

    /** This bare verdict for the context where an end starts. */
    Verdict with(Object below) {
        return new Verdict(err, cause, below);
    }

    /** This bare verdict for a context that is ended from above (V2). */
    Verdict fromAbove(@Nullable Object below) {
        return new Verdict(err, this, below);
    }

    /** This bare verdict for a context that is ended through a link (M2). */
    Verdict through(EndLink link, @Nullable Object below) {
        return new Verdict(err, link, below);
    }

    boolean isThrough(EndLink link) {
        return cause == link;
    }

    boolean isThroughLink() {
        return cause instanceof EndLink;
    }

    /** Whether a context with this verdict is finished, see {@link Link#isFinished}. Once true, it stays true. */
    boolean isFinished() {
        return below == null && !isFromAbove();
    }

    boolean isFromAbove() {
        return cause instanceof Verdict;
    }

    Throwable cause() {
        if (cause instanceof Throwable given) {
            return given;
        }
        return cause instanceof EndLink link ? link.bare().cause() : ((Verdict) cause).cause();
    }

    /**
     * An equal verdict for contexts that another call marks. It refers to nothing below, unless there is no memory for
     * a verdict that does not.
     */
    Verdict bare() {
        if (cause instanceof Verdict bare) {
            return bare;
        }
        if (cause instanceof EndLink link) {
            return link.bare();
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
            return this; // It is bare as soon as its own context is finished.
        }
    }

    /** What hangs below and is not known to be marked; null if there is nothing (V1). */
    @Nullable
    Object belowVolatile() {
        return below;
    }

    boolean casBelow(Link seen, @Nullable Link next) {
        return BELOW.compareAndSet(this, seen, next);
    }

    /** Makes this verdict stand for one that another context needs, and for which there is no memory (E4). */
    void lend(Object below) {
        BELOW.setVolatile(this, below);
    }

    /** Called once all contexts below are marked (V1). */
    void allMarked() {
        BELOW.setRelease(this, null);
    }
}
