package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.internal.Answer;
import dev.curfew.internal.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, and its own {@link Done}, and a link below its parent: 40 bytes.
 *
 * <p>One word, {@code state}, decides everything:
 *
 * <pre>
 *   from            to          by                                   how
 *   null, Link      Link        a thread that pushes a link          CAS
 *   Link            Link, null  a thread that pops a finished link   CAS
 *   null, Link      SlotTable   a thread that makes the table        CAS; the table takes over the stack
 *   any of these    Verdict     the thread that ends the context     CAS; the end linearizes here
 *   Verdict         Verdict     the thread that notifies             store of the bare verdict, an equal one (also E4)
 * </pre>
 *
 * <p>Without a table, a push and an end CAS the same word, so one of them always goes first. With a table:
 *
 * <ul>
 *   <li>C1: A thread that has put a link into a slot, or on the stack of a table, reads the word again. If the word is
 *       a verdict, the thread ends or notifies the link itself. Without this second read, a canceller that stalls
 *       between its CAS and its walk through the slots would leave a child of an ended parent live. If both end or
 *       notify the link, L1 lets one of them win.
 *   <li>C2: A context with links below is ended with a verdict of its own, which refers to these links, so that any
 *       other call can mark them ({@link Helping}). The thread that ended the context, or an ancestor of it, notifies
 *       them ({@link Propagation}).
 *   <li>C3: When {@code cancel} or {@code onDone} returns on a context that has ended, and when {@code expireIfDue}
 *       returns true, everything below the context is marked.
 *   <li>N4: A poll does not mark. A descendant may read live for a moment after this context reads done.
 *   <li>N1: {@code heat} is a racy count. A lost increment only makes the table later.
 *   <li>O2: A poll reads {@code state} with acquire. It sees the fields of the verdict, and what the thread that ended
 *       the context did before.
 * </ul>
 */
class CancelNode extends Link implements CancelContext, Done, Parent {

    /**
     * The heat at which a context gets a table, which keeps its pollers away from the words that deriving from it
     * writes. Each push counts 1.
     */
    static final short INFLATION_HEAT = 1024;
    /** The heat of a CAS that fails because another thread pushed first. */
    static final short COLLISION_HEAT = 64;

    private final Parent parent;
    private final @Nullable Context values;
    private final DeadlineHolder deadlineHolder;
    private short heat;

    /**
     * A context that inherits its deadline, not attached yet.
     *
     * @param values what {@link ValueContext#sourceOf} says of the context from which this one is derived
     */
    CancelNode(Parent parent, @Nullable Context values) {
        this(parent, values, parent.deadlineHolder());
    }

    CancelNode(Parent parent, @Nullable Context values, DeadlineHolder deadlineHolder) {
        this.parent = parent;
        this.values = values;
        this.deadlineHolder = deadlineHolder;
    }

    // ---- asking

    @Override
    public final boolean isDone() {
        return stateAcquire() instanceof Verdict;
    }

    @Override
    public final @Nullable ContextException err() {
        return stateAcquire() instanceof Verdict verdict ? verdict.err : null;
    }

    @Override
    public final @Nullable Throwable cause() {
        return stateAcquire() instanceof Verdict verdict ? verdict.cause() : null;
    }

    @Override
    public final Done done() {
        return this;
    }

    @Override
    public long deadlineNanos() {
        return deadlineHolder.deadlineNanos();
    }

    @Override
    public final boolean expireIfDue(long nowNanos) {
        DeadlineHolder holder = deadlineHolder();
        while (holder != null) {
            holder = holder.expireOwn(nowNanos);
        }
        return isDoneBelow();
    }

    /** Whether this context has ended. If it has, everything below it is marked when this returns (C3). */
    final boolean isDoneBelow() {
        if (stateAcquire() instanceof Verdict verdict) {
            Helping.with(verdict);
            return true;
        }
        return false;
    }

    @Override
    public final <T> @Nullable T value(Key<T> key) {
        return ValueContext.lookup(values, requireNonNull(key, "key"));
    }

    @Override
    public final ContextRuntime runtime() {
        return core().runtime;
    }

    // ---- deriving

    @Override
    public final CancelContext withCancel() {
        CancelNode child = new CancelNode(this, values);
        attach(child);
        return child;
    }

    @Override
    public final <T> Context withValue(Key<T> key, @Nullable T value) {
        return new ValueContext(this, requireNonNull(key, "key"), value);
    }

    @Override
    public final Context context() {
        return this;
    }

    /** The nearest binding at or above this context, or a foreign context; null if nothing is bound. */
    final @Nullable Context values() {
        return values;
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return deadlineHolder;
    }

    final Parent parent() {
        return parent;
    }

    /** The holder of the deadline that this context inherits; of a context with a deadline, the nearest lease above. */
    final DeadlineHolder holderAbove() {
        return deadlineHolder;
    }

    /** Not a recursion, because leases may lie in a row. */
    public final LockFreeCore core() {
        DeadlineHolder holder = deadlineHolder;
        while (holder instanceof CancelNode node) {
            holder = node.deadlineHolder;
        }
        return holder.core();
    }

    // ---- links

    @Override
    public final void attach(CancelNode child) {
        if (!attachLink(child)) {
            // attachLink fails only once the word is a verdict, and a verdict never changes (L1).
            boolean ended = child.end(verdict().bare());
            if (!ended && child.stateAcquire() instanceof Verdict verdict && verdict.isFromAbove()) {
                // A helper marked the child. The propagation may have passed its slot before that, so this thread
                // disarms the child too.
                child.disarm();
                child.gone();
            }
        }
    }

    @Override
    public final void detach(CancelNode child) {
        unlink(child);
    }

    /**
     * Links a link below this live context. Returns false if this context has ended; then the caller ends or notifies
     * the link. If memory is short, throws before anything is changed.
     */
    final boolean attachLink(Link link) {
        Object instead = push(link);
        if (instead instanceof SlotTable table) {
            table.put(link);
            return !(stateVolatile() instanceof Verdict); // C1
        }
        return instead == null;
    }

    /** Pushes a link on the stack. Returns null, or what the word has in place of a stack: a table or a verdict. */
    private @Nullable Object push(Link link) {
        while (true) {
            Object below = stateAcquire();
            if (below != null && !(below instanceof Link)) {
                link.homePlain(null);
                return below;
            }
            Link newest = (Link) below;
            int rank = LinkStack.rankAbove(newest);
            if (rank > LinkStack.MAX_LINKS) {
                inflate();
                continue;
            }
            if (rank == 0) {
                continue;
            }
            link.homePlain(newest);
            if (casState(newest, link)) {
                link.placeRelease(rank);
                warm(1);
                return null;
            }
            warm(COLLISION_HEAT);
        }
    }

    private void warm(int by) {
        heat = (short) (heat + by);
        if (heat >= INFLATION_HEAT) {
            heat = 0;
            try {
                inflate();
            } catch (VirtualMachineError e) {
                // The context works without a table too, and the link is attached.
            }
        }
    }

    /** Unlinks a finished link, exactly (K3, S1). Throws nothing. */
    final void unlink(Link finished) {
        if (stateAcquire() == finished && casState(finished, finished.older())) {
            finished.gone();
            return;
        }
        // The place is read before the home: a thread that sees the index of a slot sees its holder below.
        boolean attached = finished.placeAcquire() != 0;
        if (finished.homeVolatile() instanceof SlotHolder slots) {
            slots.remove(finished);
        } else if (stateAcquire() instanceof SlotTable table && table.pop(finished)) {
            finished.gone();
        } else {
            LinkStack.remove(this, finished, attached);
        }
    }

    /**
     * Does the same for a link of this context, if a stack overflow kept the call that spent it from doing so. An end of
     * this context drops its links.
     */
    final void unlinkAfterOverflow(Link link) {
        if (isAttachedStill(link) && link.isFinished() && !isDone()) {
            unlink(link);
        }
    }

    /** Whether a link was attached, and no thread has unlinked it. A place is 0 in the first slot of a block, too. */
    private static boolean isAttachedStill(Link link) {
        Object home = link.homeVolatile();
        return home != GONE && (home instanceof SlotHolder || link.placeAcquire() != 0);
    }

    /** Makes a table, unless another thread has made one or this context has ended. */
    final void inflate() {
        Object below = stateAcquire();
        while (below == null || below instanceof Link) {
            if (casState(below, new SlotTable((Link) below))) {
                return;
            }
            below = stateAcquire();
        }
    }

    // ---- ending

    @Override
    public final boolean endWith(Context ended) {
        Answer.ended(requireNonNull(ended, "ended"));
        return end(Verdict.of(ended.err(), ended.cause()));
    }

    @Override
    public final boolean cancel() {
        return end(Verdict.CANCELED);
    }

    @Override
    public final boolean cancel(@Nullable Throwable cause) {
        return end(Verdict.canceled(cause));
    }

    @Override
    public final void close() {
        cancel();
    }

    /** Ends this context and everything below it, unless it has ended. Returns whether this call ended it. */
    final boolean end(Verdict bare) {
        Propagation propagation = null;
        while (true) {
            Object below = stateAcquire();
            if (below instanceof Verdict verdict) {
                Helping.with(verdict); // C3
                releaseAfterOverflow(verdict);
                return false;
            }
            if (below == null) {
                if (endLeaf(bare)) {
                    return true;
                }
            } else if (propagation == null
                    && isOneAction(below)
                    && Propagation.endWithOneAction(this, (ActionLink) below, bare)) {
                return true;
            } else {
                // Allocated before the CAS: an OutOfMemoryError after it would leave descendants live.
                propagation = propagation == null ? new Propagation(this, bare) : propagation;
                if (propagation.end(below)) {
                    return true;
                }
            }
        }
    }

    private boolean endLeaf(Verdict bare) {
        if (!casState(null, bare)) {
            return false;
        }
        release();
        return true;
    }

    private static boolean isOneAction(Object below) {
        return below instanceof ActionLink action && action.homeVolatile() == null;
    }

    /** Releases the timeout and unlinks this context from its parent, after the end. */
    final void release() {
        disarmExclusive();
        parent.detach(this);
    }

    /**
     * Does the same, if a stack overflow kept the call that ended this context from doing it. May run beside {@code
     * release}. A parent that is no node may have no link, and {@code detach} may be repeated there. A propagation
     * repeats what it does for a node that has ended through a link (M3).
     */
    final void releaseAfterOverflow(Verdict verdict) {
        boolean isAttached = isAttachedStill(this) || !(parent instanceof CancelNode);
        if (isAttached && verdict.isFinished() && !verdict.isThroughLink()) {
            disarm();
            parent.detach(this);
        }
    }

    /**
     * Marks this context for a thread that helps another one to end an ancestor. Returns the verdict of this context,
     * which may be that of another end.
     *
     * @param leaf the verdict for a context with nothing below
     */
    final Verdict markHelping(Verdict bare, Verdict leaf) {
        while (true) {
            Object below = stateAcquire();
            if (below instanceof Verdict verdict) {
                return verdict;
            }
            Verdict verdict = below == null ? leaf : bare.fromAbove(below);
            if (casState(below, verdict)) {
                return verdict;
            }
        }
    }

    /** Marks this context for a thread that helps the context of a link to end (M1). Returns the verdict of this context. */
    final Verdict markHelping(Verdict bare, EndLink link) {
        while (true) {
            Object below = stateAcquire();
            if (below instanceof Verdict verdict) {
                return verdict;
            }
            Verdict verdict = link.verdict(bare, below);
            if (casState(below, verdict)) {
                return verdict;
            }
        }
    }

    /** The verdict of this context, which has ended. */
    final Verdict verdict() {
        return (Verdict) requireNonNull(stateAcquire());
    }

    /** Releases what hung below (V1). Called by the thread that notifies, once everything below is marked. */
    final void finish(Verdict bare) {
        Verdict verdict = verdict();
        if (verdict != bare) {
            verdict.allMarked();
            stateRelease(bare);
        }
    }

    /** Cancels the timeout. Called after marking, because it may run a wake-up of the user. */
    void disarm() {}

    /** Does the same. Only the call whose CAS has ended this context may call it, once. */
    void disarmExclusive() {}

    /** This context is marked already, and its links are on the worklist. */
    @Override
    public final void notifyEnd() {
        Verdict verdict = verdict();
        if (verdict.isFromAbove()) {
            finish(verdict.bare());
            disarm();
        } else {
            disarmExclusive();
        }
    }

    // ---- actions and waiters

    @Override
    public final Registration onDone(Runnable action) {
        requireNonNull(action, "action");
        ActionLink link = unattached(action);
        Object instead = push(link);
        if (instead instanceof SlotTable table) {
            link = table.register(link);
            instead = stateVolatile(); // C1
        }
        if (instead instanceof Verdict verdict) {
            Helping.withIfMemory(verdict); // It must not throw: the link may be registered already.
            link.notifyEnd();
            unlink(link);
        }
        return link;
    }

    private ActionLink unattached(Runnable action) {
        return stateAcquire() instanceof SlotTable table && table.isStamping()
                ? new StampedAction(this, action, table.stamp())
                : new ActionLink(this, action);
    }

    @Override
    public final void await() throws InterruptedException {
        if (!isDone()) {
            WaiterLink.await(this);
        }
    }

    @Override
    public final boolean awaitNanos(long timeoutNanos) throws InterruptedException {
        return isDone() || (timeoutNanos > 0 && WaiterLink.awaitNanos(this, timeoutNanos));
    }

    // ---- showing

    String pathSegment() {
        return PathFormat.WITH_CANCEL;
    }

    /** The context from which this one was derived: a binding whose anchor is the parent, or the parent itself. */
    final Context pathParent() {
        return values instanceof ValueContext binding && binding.anchor() == parent ? binding : parent.context();
    }

    @Override
    public final String toString() {
        return ContextPath.of(this);
    }
}
