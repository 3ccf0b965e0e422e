package dev.curfew.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.spi.PathFormat;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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

    /** The context with which this one ends: one of this class, or a foreign one, or one that never ends. */
    private final Context origin;

    private final long deadlineNanos;

    /** Null while live. */
    private volatile @Nullable Verdict verdict;

    // Guarded by this context's monitor; null until needed, and once ended.
    private @Nullable Set<MutexContext> children;
    private @Nullable Set<Action> actions;
    // Whether the set has grown so large that it is dropped when it is empty: a hash table never shrinks.
    private boolean manyChildren;
    private boolean manyActions;
    private @Nullable Registration foreignLink;

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

    /** Takes a child, unless this context has ended. */
    private synchronized @Nullable Verdict adopt(MutexContext child) {
        if (verdict == null) {
            if (children == null) {
                children = new HashSet<>();
            }
            children.add(child);
            manyChildren |= children.size() > KEPT;
        }
        return verdict;
    }

    private void attachToForeign(Done done) {
        if (ForeignEnd.isDone(done, core.errorHandler)) {
            verdict = ForeignEnd.verdict(origin, core.errorHandler);
            return;
        }
        Registration link = ForeignEnd.register(done, this::foreignEnded, core.errorHandler);
        if (link == null) {
            if (ForeignEnd.isDone(done, core.errorHandler)) {
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
        ForeignEnd.stop(link, core.errorHandler);
    }

    private void foreignEnded() {
        if (!isDone()) {
            end(ForeignEnd.verdict(origin, core.errorHandler));
        }
    }

    /** Instead of {@link #attach}: ends a new context with its origin's verdict, or this one if that is live. */
    final void bornEnded(Verdict own) {
        Verdict before = null;
        if (origin instanceof MutexContext above) {
            before = above.verdict;
        } else if (origin.done() != NEVER && ForeignEnd.isDone(origin.done(), core.errorHandler)) {
            before = ForeignEnd.verdict(origin, core.errorHandler);
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
     * what that call has not marked yet, before it returns.
     */
    final boolean end(Verdict verdict) {
        End end = new End();
        boolean ended = mark(verdict, end);
        end.markBelow();
        if (ended && origin instanceof MutexContext above) {
            above.release(this);
        }
        end.notifyAllMet();
        return ended;
    }

    /** Phase one for this context alone. Returns whether this call ended it. */
    private synchronized boolean mark(Verdict verdict, End end) {
        boolean live = this.verdict == null;
        if (live) {
            this.verdict = verdict;
            disarm();
            if (foreignLink != null) {
                Registration link = foreignLink;
                end.notices().add(() -> ForeignEnd.stop(link, core.errorHandler));
                foreignLink = null;
            }
            if (actions != null) {
                end.notices().addAll(actions);
                actions = null;
            }
        }
        if (children != null) {
            end.families().add(new Family(this, children));
        }
        return live;
    }

    /** A context that has ended, and its children, which are not known to be marked. Nobody changes the set any more. */
    private record Family(MutexContext parent, Set<MutexContext> children) {

        void mark(End end) {
            Verdict verdict = requireNonNull(parent.verdict);
            for (MutexContext child : children) {
                child.mark(verdict, end);
            }
        }
    }

    /** One ending call: what it has met in phase one, and what is to run in phase two. Most calls meet nothing. */
    private static final class End {

        private @Nullable List<Runnable> notices;
        private @Nullable List<Family> families;

        List<Runnable> notices() {
            if (notices == null) {
                notices = new ArrayList<>();
            }
            return notices;
        }

        List<Family> families() {
            if (families == null) {
                families = new ArrayList<>();
            }
            return families;
        }

        /** Phase one, iterative. */
        void markBelow() {
            if (families == null) {
                return;
            }
            for (int i = 0; i < families.size(); i++) {
                families.get(i).mark(this);
            }
            for (Family family : families) {
                family.parent.allMarked();
            }
        }

        void notifyAllMet() {
            if (notices != null) {
                notices.forEach(Runnable::run);
            }
        }
    }

    private synchronized void allMarked() {
        children = null;
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

    private synchronized void release(MutexContext child) {
        if (verdict == null && children != null && children.remove(child) && manyChildren && children.isEmpty()) {
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
            registered.run();
        }
        return registered;
    }

    private synchronized boolean register(Action action) {
        if (verdict != null) {
            return false;
        }
        if (actions == null) {
            actions = new LinkedHashSet<>();
        }
        actions.add(action);
        manyActions |= actions.size() > KEPT;
        return true;
    }

    /** Called with this context's monitor. */
    final void forget(Action action) {
        if (actions != null && actions.remove(action) && manyActions && actions.isEmpty()) {
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
