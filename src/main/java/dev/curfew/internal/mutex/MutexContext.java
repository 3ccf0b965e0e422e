package dev.curfew.internal.mutex;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Memory;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, and its own {@link Done}: Go's {@code cancelCtx}.
 *
 * <p>The monitor of each context guards its children, its actions, its registration with a foreign parent, its timer,
 * and the writing of its verdict. A poll is a volatile read of the verdict. No thread holds the monitors of two contexts
 * at once. The queue of the timers has a lock of its own, which is taken under a context's monitor and never the other
 * way round. User code runs under no monitor.
 *
 * <p>Children and actions are doubly linked lists through the objects themselves. So a child costs no other object, and
 * the end of a context without children and actions allocates nothing.
 *
 * <p>As in Go, a child attaches to the nearest ancestor that can end, which is found by its {@code Done} behind values
 * and wrappers; a child that ends first removes itself; and a deadline that is not before the parent's is ignored.
 * Unlike Go, an end first marks all descendants and then notifies. Go holds the parent's mutex during all of that, so
 * that other calls wait. Here an ended context keeps its children until everything below them is marked, so that each
 * call that meets it marks them too.
 */
class MutexContext extends OwnContext implements CancelContext, Done {

    /** The context with which this one ends: one of this class, a foreign one, or one that never ends. */
    private final Context anchor;

    private final long deadlineNanos;
    /** The nearest lease above, on this core. */
    private final @Nullable LeaseContext leaseAbove;

    /** Null while live. */
    private volatile @Nullable Verdict verdict;

    // Guarded by this context's monitor while it is live. Once the context has ended, the lists do not change:
    // children are kept until everything below is marked, and actions until they are notified.
    private @Nullable MutexContext firstChild;
    /** Never reset. */
    private boolean hadChildren;

    private @Nullable Action firstAction;
    private @Nullable Action lastAction;
    private @Nullable Registration foreignLink;

    // The neighbours on the anchor's list of children, guarded by the anchor's monitor.
    private @Nullable MutexContext childBefore;
    private @Nullable MutexContext childAfter;
    /** The next on the list of the {@link Propagation} that has marked this context. */
    @Nullable
    MutexContext nextEnded;

    MutexContext(MutexCore core, Context parent, Context anchor, long deadlineNanos) {
        super(core, parent);
        this.anchor = anchor;
        this.deadlineNanos = deadlineNanos;
        leaseAbove = leaseFrom(anchor);
    }

    // ---- attaching; the context may end at any moment from then on

    /** Makes a new context end with its anchor. */
    final void attach() {
        if (anchor instanceof MutexContext above) {
            Verdict before = above.adopt(this);
            if (before != null) {
                verdict = before;
            }
        } else {
            attachToForeign(Answer.done(anchor.done(), anchor));
        }
    }

    /** Takes a child, and returns null. If this context has ended, returns its verdict instead. */
    final synchronized @Nullable Verdict adopt(MutexContext child) {
        if (verdict == null) {
            MutexContext second = firstChild;
            child.childAfter = second;
            if (second != null) {
                second.childBefore = child;
            }
            firstChild = child;
            hadChildren = true;
        }
        return verdict;
    }

    private void attachToForeign(Done done) {
        if (done == NEVER) {
            return;
        }
        if (ForeignEnd.isDone(done, core.callbacks)) {
            verdict = ForeignEnd.verdict(anchor, core.callbacks);
            return;
        }
        Registration link = listenTo(anchor, done);
        if (link == null) {
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

    /** Makes this context end with a foreign one that is live. Returns null if there is nothing to stop. */
    final @Nullable Registration listenTo(Context foreign, Done done) {
        Registration link = ForeignEnd.register(done, () -> foreignEnded(foreign), core.callbacks);
        if (link == null && ForeignEnd.isDone(done, core.callbacks)) {
            foreignEnded(foreign); // Its end may be why it did not register the action.
        }
        return link;
    }

    /** The foreign {@code Done} fires. Afterwards everything below is marked, whichever call ended this context. */
    final void foreignEnded(Context foreign) {
        for (int tries = 1; !isDone(); tries++) {
            try {
                end(ForeignEnd.verdict(foreign, core.callbacks));
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
        }
        try {
            isDoneBelow();
        } catch (OutOfMemoryError e) {
            // The other call marks the rest.
        }
    }

    /**
     * Instead of {@link #attach}: ends a new context with the verdict of its anchor, or with its own if the anchor is
     * live.
     */
    final void bornEnded(Verdict own) {
        Verdict before = null;
        if (anchor instanceof MutexContext above) {
            before = above.verdict;
        } else if (ForeignEnd.isDone(Answer.done(anchor.done(), anchor), core.callbacks)) {
            before = ForeignEnd.verdict(anchor, core.callbacks);
        }
        verdict = before != null ? before : own;
    }

    /** Starts the timer of a new, attached context; this class has none. */
    void arm(long nowNanos) {}

    // ---- ending

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
     * Ends this context and everything below it. Returns whether this call ended it. If another call has, this one
     * marks what that call has not marked yet, before it returns. If memory is short, throws before anything is
     * changed.
     */
    final boolean end(Verdict verdict) {
        if (this.verdict == null) {
            if (isLeaf() && endLeaf(verdict)) { // isLeaf() is asked without the monitor first.
                release();
                return true;
            }
        } else if (isAllMarked()) {
            return false;
        }
        return new Propagation(this, verdict).run();
    }

    /** Ends this context if it is live and has no child, no action and no foreign registration. */
    private synchronized boolean endLeaf(Verdict verdict) {
        return markLeaf(verdict);
    }

    /** To be called with this context's monitor held. */
    private boolean markLeaf(Verdict verdict) {
        if (this.verdict != null || !isLeaf()) {
            return false;
        }
        this.verdict = verdict;
        try {
            disarm();
        } catch (StackOverflowError e) {
            // The timer stays, keeps this context, and fires in vain. The caller has room to leave the anchor.
        }
        return true;
    }

    /** Whether nothing is to be done after the mark. Certain only with this context's monitor held. */
    boolean isLeaf() {
        return firstChild == null && firstAction == null && foreignLink == null;
    }

    private synchronized boolean isAllMarked() {
        return verdict != null && firstChild == null;
    }

    /** Phase one for this context alone. Returns whether this call ended the context. */
    boolean mark(Verdict verdict, Propagation propagation) {
        return markThis(verdict, propagation);
    }

    private synchronized boolean markThis(Verdict verdict, Propagation propagation) {
        if (markLeaf(verdict)) {
            return true;
        }
        if (this.verdict == null) {
            propagation.append(this);
            this.verdict = verdict;
            disarm();
            return true;
        }
        if (firstChild != null) {
            propagation.help(this);
        }
        return false;
    }

    /** The verdict of this context, which has ended. */
    final Verdict verdict() {
        return requireNonNull(verdict);
    }

    /**
     * Marks the children of this context, which has ended. The walk needs no monitor: only {@link #allMarked} changes
     * the list now. If another call does so meanwhile, the walk may stop early, and that call has marked them all.
     */
    final void markChildren(Propagation propagation) {
        Verdict verdict = verdict();
        for (MutexContext child = firstChild; child != null; child = child.childAfter) {
            child.mark(verdict, propagation);
        }
    }

    /** Lets go of the children, once everything below is marked. Takes the monitor if another call may have done so. */
    final void allMarked() {
        if (hadChildren) {
            forgetChildren();
        }
    }

    private synchronized void forgetChildren() {
        MutexContext child = firstChild;
        firstChild = null;
        while (child != null) {
            MutexContext after = child.childAfter;
            child.childBefore = null;
            child.childAfter = null;
            child = after;
        }
    }

    /** Phase two for this context alone. Called by the propagation that has marked it. */
    final void notifyEnd() {
        letGo();
        if (foreignLink != null) {
            ForeignEnd.stop(foreignLink, core.callbacks);
            foreignLink = null;
        }
        while (firstAction != null) {
            Action action = firstAction;
            action.notifyEnd();
            firstAction = action.after;
            action.before = null;
            action.after = null;
        }
        lastAction = null;
    }

    /** Removes this context, which has ended, from its anchor, and from other contexts that would end it. */
    final void release() {
        if (anchor instanceof MutexContext above) {
            above.forget(this);
        }
        letGo();
    }

    /** Removes this context, which has ended, from each context that it may have survived; this class has none. */
    void letGo() {}

    final Context anchor() {
        return anchor;
    }

    /** Whether this context has ended. If it has, everything below it is marked when this returns. */
    final boolean isDoneBelow() {
        Verdict verdict = this.verdict;
        if (verdict == null) {
            return false;
        }
        end(verdict);
        return true;
    }

    /** To be called with this context's monitor held. */
    void disarm() {}

    /** Removes a child that has ended, if it is on the list. */
    final synchronized void forget(MutexContext child) {
        if (verdict != null) {
            return;
        }
        MutexContext before = child.childBefore;
        MutexContext after = child.childAfter;
        if (before != null) {
            before.childAfter = after;
        } else if (firstChild == child) {
            firstChild = after;
        }
        if (after != null) {
            after.childBefore = before;
        }
        child.childBefore = null;
        child.childAfter = null;
    }

    // ---- actions and waiters

    @Override
    public final Registration onDone(Runnable action) {
        Action registered = new Action(this, requireNonNull(action, "action"));
        if (!register(registered)) {
            isDoneBelow();
            registered.notifyEnd();
        }
        return registered;
    }

    private synchronized boolean register(Action action) {
        if (verdict != null) {
            return false;
        }
        Action last = lastAction;
        action.before = last;
        if (last == null) {
            firstAction = action;
        } else {
            last.after = action;
        }
        lastAction = action;
        return true;
    }

    /** Removes an action that was taken, if it is on the list. To be called with this context's monitor held. */
    final void forget(Action action) {
        if (verdict != null) {
            return;
        }
        Action before = action.before;
        Action after = action.after;
        if (before != null) {
            before.after = after;
        } else if (firstAction == action) {
            firstAction = after;
        }
        if (after != null) {
            after.before = before;
        } else if (lastAction == action) {
            lastAction = before;
        }
        action.before = null;
        action.after = null;
    }

    // ---- asking

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
        for (MutexContext at = this; at != null; at = at.leaseAbove) {
            at.expireOwn(nowNanos);
            at.expireHolderBelowLease(nowNanos);
        }
        return isDoneBelow();
    }

    private static @Nullable LeaseContext leaseFrom(Context context) {
        if (context instanceof LeaseContext lease) {
            return lease;
        }
        return context instanceof MutexContext own ? own.leaseAbove : null;
    }

    /** Ends this context if its own time has passed; this class has none. */
    void expireOwn(long nowNanos) {}

    /** Ends the owner of the deadline if that has passed, unless the next lease above has the same deadline. */
    private void expireHolderBelowLease(long nowNanos) {
        MutexContext lease = leaseAbove;
        boolean isOfLease = lease != null && lease.deadlineNanos == deadlineNanos;
        if (!isOfLease && deadlineNanos != NO_DEADLINE && deadlineNanos - nowNanos <= 0) {
            expireHolder(nowNanos);
        }
    }

    /** Walks up to the context from which the deadline is inherited, and ends that one. */
    private void expireHolder(long nowNanos) {
        Context holder = this;
        while (holder instanceof MutexContext context) {
            if (context instanceof DeadlineContext expiring) {
                expiring.expire();
                return;
            }
            holder = context.deadlineOwner();
        }
        holder.expireIfDue(nowNanos);
    }

    /** The context from which this one, which has no deadline of its own, inherits its deadline. */
    Context deadlineOwner() {
        return anchor;
    }

    @Override
    public final boolean endWith(Context ended) {
        Answer.ended(requireNonNull(ended, "ended"));
        return end(Verdict.of(ended.err(), ended.cause()));
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
    String pathSegment() {
        return PathFormat.WITH_CANCEL;
    }
}
