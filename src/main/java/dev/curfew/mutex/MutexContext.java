package dev.curfew.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.spi.Memory;
import dev.curfew.spi.PathFormat;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, and its own {@link Done}: Go's {@code cancelCtx}.
 *
 * <p>The monitor of each context guards its children, its actions and what ties it to a foreign parent or a timer, and
 * the writing of its verdict; polling is a volatile read of that. Nobody holds the monitors of two contexts at once. The
 * queue of the timers has a lock of its own, which is taken under a context's monitor and never the other way round. User
 * code runs under no monitor.
 *
 * <p>From Go: children attach to the nearest ancestor that can end, found behind values and wrappers by its {@code Done};
 * they remove themselves when they end first; a deadline that is not before the parent's is none. Unlike Go, an end first
 * marks all descendants and then notifies. Go holds the parent's mutex all the while, so that others wait; here an ended
 * context keeps its children until all below them is marked, so that each call that meets it marks them too.
 */
class MutexContext extends OwnContext implements CancelContext, Done {

    /** The most entries that a set may have had and be kept when it is empty. */
    private static final int KEPT = 64;

    private static final Telling TELLING = new Telling();

    /** The context with which this one ends: one of this class, or a foreign one, or one that never ends. */
    private final Context origin;

    private final long deadlineNanos;

    /** Null while live. */
    private volatile @Nullable Verdict verdict;

    // Guarded by this context's monitor while it is live; null until needed. Once it has ended they do not change:
    // children
    // are kept until all below is marked, actions until they are told.
    private @Nullable Map<MutexContext, Boolean> children;
    private @Nullable Map<Action, Boolean> actions;
    // Whether the map has grown so large that it is dropped when it is empty: a hash table never shrinks.
    private boolean manyChildren;
    private boolean manyActions;
    private @Nullable Registration foreignLink;
    /** The next on the list of the {@link End} that has marked this. */
    @Nullable
    MutexContext nextEnded;

    MutexContext(MutexCore core, Context parent, Context origin, long deadlineNanos) {
        super(core, parent);
        this.origin = origin;
        this.deadlineNanos = deadlineNanos;
    }

    // Birth. The context may end at any moment once it is attached.

    /** Ties a new context to the end of its origin. */
    final void attach() {
        if (origin instanceof MutexContext above) {
            Verdict before = above.adopt(this);
            if (before != null) {
                verdict = before;
            }
        } else if (origin.done() != NEVER) {
            attachToForeign(origin.done());
        }
    }

    /** Takes a child, unless this context has ended. Throws, if memory is short, before anything is changed. */
    private synchronized @Nullable Verdict adopt(MutexContext child) {
        if (verdict == null) {
            if (children == null) {
                children = new HashMap<>();
            }
            put(children, child);
            manyChildren |= children.size() > KEPT;
        }
        return verdict;
    }

    /** A map that has no memory to grow has the entry all the same. */
    private static <T> void put(Map<T, Boolean> map, T key) {
        try {
            map.put(key, Boolean.TRUE);
        } catch (Throwable e) {
            map.remove(key);
            throw e;
        }
    }

    private void attachToForeign(Done done) {
        if (ForeignEnd.isDone(done, core.callbacks)) {
            verdict = ForeignEnd.verdict(origin, core.callbacks);
            return;
        }
        Registration link = ForeignEnd.register(done, this::foreignEnded, core.callbacks);
        if (link == null) {
            if (ForeignEnd.isDone(done, core.callbacks)) {
                foreignEnded(); // which may be why it would not register
            }
            return;
        }
        synchronized (this) {
            if (verdict == null) {
                foreignLink = link;
                return;
            }
        }
        ForeignEnd.stop(link, core.callbacks);
    }

    private void foreignEnded() {
        for (int tries = 1; !isDone(); tries++) {
            try {
                end(ForeignEnd.verdict(origin, core.callbacks));
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
        }
    }

    /** Instead of {@link #attach}: ends a new context with its origin's verdict, or this one if that is live. */
    final void bornEnded(Verdict own) {
        Verdict before = null;
        if (origin instanceof MutexContext above) {
            before = above.verdict;
        } else if (origin.done() != NEVER && ForeignEnd.isDone(origin.done(), core.callbacks)) {
            before = ForeignEnd.verdict(origin, core.callbacks);
        }
        verdict = before != null ? before : own;
    }

    /** Starts the timer of a new, attached context; this one has none of its own. */
    void arm(long delayNanos) {}

    // The end.

    @Override
    public final boolean cancel() {
        return cancel(null);
    }

    @Override
    public final boolean cancel(@Nullable Throwable cause) {
        return end(Verdict.canceled(cause));
    }

    @Override
    public final void close() {
        cancel();
    }

    /**
     * Ends this context and all below it. Returns whether this call ended this one. If another call has, this one still marks
     * what that call has not marked yet, before it returns. Throws, if memory is short, before anything is changed.
     */
    final boolean end(Verdict verdict) {
        if (this.verdict == null) {
            if (isLeaf() && endLeaf(verdict)) { // a look without the monitor first
                release();
                return true;
            }
        } else if (isAllMarked()) {
            return false;
        }
        return new End(this, verdict).run();
    }

    /** Ends this context if it is live and there is nobody to be told. */
    private synchronized boolean endLeaf(Verdict verdict) {
        return markLeaf(verdict);
    }

    /** Called with this context's monitor. */
    private boolean markLeaf(Verdict verdict) {
        if (this.verdict != null || !isLeaf()) {
            return false;
        }
        this.verdict = verdict;
        children = null;
        actions = null;
        disarm();
        return true;
    }

    /** For certain with this context's monitor. */
    private boolean isLeaf() {
        return !isFilled(children) && !isFilled(actions) && foreignLink == null;
    }

    private static boolean isFilled(@Nullable Map<?, ?> map) {
        return map != null && !map.isEmpty();
    }

    private synchronized boolean isAllMarked() {
        return verdict != null && children == null;
    }

    /** Phase one for this context alone. Returns whether this call ended it. */
    final synchronized boolean mark(Verdict verdict, End end) {
        if (markLeaf(verdict)) {
            return true;
        }
        if (this.verdict == null) {
            end.append(this);
            this.verdict = verdict;
            disarm();
            return true;
        }
        if (children != null) {
            end.help(this);
        }
        return false;
    }

    /** Of a context that has ended. */
    final Verdict verdict() {
        return requireNonNull(verdict);
    }

    /** For a context that has ended: nobody changes the map any more. */
    final void forEachChild(BiConsumer<MutexContext, Boolean> action) {
        Map<MutexContext, Boolean> kept = children;
        if (kept != null) {
            kept.forEach(action);
        }
    }

    /** After phase one. */
    final void allMarked() {
        if (children != null) {
            forgetChildren();
        }
    }

    private synchronized void forgetChildren() {
        children = null;
    }

    /** Phase two for this context alone, by the call that has ended it. */
    final void tell() {
        if (foreignLink != null) {
            ForeignEnd.stop(foreignLink, core.callbacks);
            foreignLink = null;
        }
        if (actions != null) {
            actions.forEach(TELLING);
            actions = null;
        }
    }

    /** Made once, as there may be no memory for an iterator. */
    private static final class Telling implements BiConsumer<Action, Boolean> {
        @Override
        public void accept(Action action, Boolean ignored) {
            action.tell();
        }
    }

    /** Lets the origin forget this context, which has ended. */
    final void release() {
        if (origin instanceof MutexContext above) {
            above.forget(this);
        }
    }

    /** Whether this has ended; if so, all below it is marked. */
    private boolean isDoneBelow() {
        Verdict verdict = this.verdict;
        if (verdict == null) {
            return false;
        }
        end(verdict);
        return true;
    }

    /** Called with this context's monitor. */
    void disarm() {}

    private synchronized void forget(MutexContext child) {
        if (verdict == null
                && children != null
                && children.remove(child) != null
                && manyChildren
                && children.isEmpty()) {
            children = null;
            manyChildren = false;
        }
    }

    // Actions.

    @Override
    public final Registration onDone(Runnable action) {
        Action registered = new Action(this, requireNonNull(action, "action"));
        if (!register(registered)) {
            isDoneBelow();
            registered.tell();
        }
        return registered;
    }

    private synchronized boolean register(Action action) {
        if (verdict != null) {
            return false;
        }
        if (actions == null) {
            actions = new LinkedHashMap<>();
        }
        put(actions, action);
        manyActions |= actions.size() > KEPT;
        return true;
    }

    /** Called with this context's monitor. */
    final void forget(Action action) {
        if (verdict == null && actions != null && actions.remove(action) != null && manyActions && actions.isEmpty()) {
            actions = null;
            manyActions = false;
        }
    }

    // Questions.

    @Override
    public final Done done() {
        return this;
    }

    @Override
    public final boolean isDone() {
        return verdict != null;
    }

    @Override
    public final @Nullable ContextException err() {
        Verdict verdict = this.verdict;
        return verdict == null ? null : verdict.err();
    }

    @Override
    public final @Nullable Throwable cause() {
        Verdict verdict = this.verdict;
        return verdict == null ? null : verdict.cause();
    }

    @Override
    public final long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public final boolean expireIfDue(long nowNanos) {
        if (deadlineNanos != NO_DEADLINE && deadlineNanos - nowNanos <= 0) {
            expireOwner(nowNanos);
        }
        return isDoneBelow();
    }

    private void expireOwner(long nowNanos) {
        Context owner = this;
        while (owner instanceof MutexContext context) {
            if (context instanceof DeadlineContext expiring) {
                expiring.expire();
                return;
            }
            owner = context.origin; // on to whom the deadline is inherited from
        }
        owner.expireIfDue(nowNanos);
    }

    @Override
    public final void await() throws InterruptedException {
        Done.super.await();
    }

    @Override
    public final boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return Done.super.awaitNanos(timeoutNanos);
    }

    @Override
    String step() {
        return PathFormat.WITH_CANCEL;
    }
}
