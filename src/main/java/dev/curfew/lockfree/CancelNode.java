package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.spi.PathFormat;
import org.jspecify.annotations.Nullable;

/**
 * A context that can end, and its own {@link Done}, and a link below its parent: 40 bytes.
 *
 * <p>One word, {@code state}, decides everything:
 *
 * <pre>
 *   from            to          who                               how
 *   null, Link      Link        a thread that pushes              CAS
 *   Link            Link, null  a thread that pops a settled one  CAS
 *   null, Link      SlotTable   a thread that makes it            CAS   the stack stays, and is in the table from now on
 *   any of these    Verdict     the thread that ends it           CAS   the end linearizes here
 *   Verdict         Verdict     the thread that notifies          store of the bare verdict, an equal one; or while flagging (E4)
 * </pre>
 *
 * Without a table, pushing and ending CAS the same word, so one always goes first. With a table:
 *
 * <ul>
 *   <li>C1: a thread that has put a link into a slot, or on the stack of a table, re-reads the word. If it is a verdict, the thread ends
 *       or notifies the link itself: otherwise a child of an ended parent would read live for as long as the ender is
 *       stalled before it walks the slots. L1 decides if the ender does the same.
 *   <li>C2: a context with links below is ended with a verdict of its own that refers to them, so that any other call can
 *       flag them ({@link Helping}). The thread that ended the context, or an ancestor of it, notifies ({@link Ending}).
 *   <li>C3: when {@code cancel} or {@code onDone} returns on a context that has ended, and when {@code expireIfDue} returns
 *       true, everything below it is flagged.
 *   <li>N4: polling does not flag: a descendant may read live for a moment after this context reads done.
 *   <li>N1: {@code heat} is a racy count; a lost increment only makes a table later.
 *   <li>O2: a poll reads {@code state} with acquire and sees the fields of the verdict, and what the ender did before.
 * </ul>
 */
class CancelNode extends Link implements CancelContext, Done, Parent {

    /** So many pushes make a table, which keeps pollers of a context away from the words that deriving from it writes. */
    static final short HOT = 1024;
    /** What meeting another thread counts for. */
    static final short COLLISION_HEAT = 64;

    private final Parent parent;
    private final @Nullable Context values;
    private final DeadlineOwner deadlineOwner;
    private short heat;

    /** A context that has the parent's deadline, not attached yet. */
    CancelNode(Parent parent) {
        this(parent, parent.deadlineOwner());
    }

    CancelNode(Parent parent, DeadlineOwner deadlineOwner) {
        this.parent = parent;
        this.values = parent.valueSource();
        this.deadlineOwner = deadlineOwner;
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
        return deadlineOwner.deadlineNanos();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        deadlineOwner.expireIfDue(nowNanos);
        return isDoneBelow();
    }

    /** Whether this has ended; if so, so has everything below it (C3). */
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
        CancelNode child = new CancelNode(this);
        attach(child);
        return child;
    }

    @Override
    public final <T> Context withValue(Key<T> key, @Nullable T value) {
        return ValueContext.derive(this, requireNonNull(key, "key"), value);
    }

    @Override
    public final Context context() {
        return this;
    }

    @Override
    public final @Nullable Context valueSource() {
        return values;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return deadlineOwner;
    }

    public final LockFreeCore core() {
        return deadlineOwner.core();
    }

    // ---- links

    @Override
    public final void attach(CancelNode child) {
        if (!attachLink(child)) {
            // The word is a verdict by now, and stays one (L1).
            boolean ended = child.end(verdict().bare());
            if (!ended && child.stateAcquire() instanceof Verdict verdict && verdict.isFromAbove()) {
                // A helper flagged the child. The ender may have passed its slot before, so this thread disarms it as
                // well.
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
     * Links it below this live context. Returns false if this has ended: then the caller ends or notifies the link. Throws, if
     * memory is short, before anything is changed.
     */
    final boolean attachLink(Link link) {
        Object instead = push(link);
        if (instead instanceof SlotTable table) {
            table.put(link);
            return !(stateVolatile() instanceof Verdict); // C1
        }
        return instead == null;
    }

    /** Pushes a link on the stack. Returns null, or what there is in place of a stack: a table or a verdict. */
    private @Nullable Object push(Link link) {
        while (true) {
            Object below = stateAcquire();
            if (below != null && !(below instanceof Link)) {
                link.homePlain(null);
                return below;
            }
            Link newest = (Link) below;
            int rank = LinkStack.rankAbove(newest);
            if (rank > LinkStack.MOST) {
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
        if (heat >= HOT) {
            heat = 0;
            try {
                inflate();
            } catch (VirtualMachineError e) {
                // The stack works too, and the link is attached.
            }
        }
    }

    /** Unlinks a settled link, exactly (K3, S1). Throws nothing. */
    final void unlink(Link settled) {
        if (stateAcquire() == settled && casState(settled, settled.older())) {
            settled.gone();
            return;
        }
        // The place is read before the home: a thread that sees the index of a slot sees its holder below.
        boolean attached = settled.placeAcquire() != 0;
        if (settled.homeVolatile() instanceof SlotHolder slots) {
            slots.remove(settled);
        } else if (stateAcquire() instanceof SlotTable table && table.pop(settled)) {
            settled.gone();
        } else {
            LinkStack.remove(this, settled, attached);
        }
    }

    /** Makes a table, unless another thread has, or this has ended. */
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

    /** Ends this and everything below it, unless it has ended. Returns whether this call did. */
    final boolean end(Verdict bare) {
        Ending ending = null;
        while (true) {
            Object below = stateAcquire();
            if (below instanceof Verdict verdict) {
                Helping.with(verdict); // C3
                releaseAgain(verdict);
                return false;
            }
            if (below == null) {
                if (endLeaf(bare)) {
                    return true;
                }
            } else if (ending == null && isOneAction(below) && Ending.ofOneAction(this, (ActionLink) below, bare)) {
                return true;
            } else {
                // Made before the CAS, after which nothing may fail that others below wait for.
                ending = ending == null ? new Ending(this, bare) : ending;
                if (ending.of(below)) {
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

    /** Lets go of the timeout and of the parent, after the end. */
    final void release() {
        disarmAlone();
        parent.detach(this);
    }

    /** Where a stack overflow has kept the call that ended this from doing so. */
    private void releaseAgain(Verdict verdict) {
        if (verdict.isSettled() && homeVolatile() != GONE && placeAcquire() != 0) {
            disarm();
            parent.detach(this);
        }
    }

    /**
     * For a thread that helps another to end an ancestor. Returns the verdict, which may be of another end.
     *
     * @param leaf the verdict from above for a context with nothing below
     */
    final Verdict flagHelping(Verdict bare, Verdict leaf) {
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

    /** The verdict of a context that has ended. */
    final Verdict verdict() {
        return (Verdict) requireNonNull(stateAcquire());
    }

    /** For the thread that notifies, once everything below is flagged: forgets what hung below (V1). */
    final void settle(Verdict bare) {
        Verdict verdict = verdict();
        if (verdict != bare) {
            verdict.allFlagged();
            stateRelease(bare);
        }
    }

    /** Cancels the timeout. Called after flagging, as it may run a user's wake-up. */
    void disarm() {}

    /** The same for the one call whose CAS has ended this. */
    void disarmAlone() {}

    /** Flagged already, and its links are on the worklist. */
    @Override
    public final void tell() {
        Verdict verdict = verdict();
        if (verdict.isFromAbove()) {
            settle(verdict.bare());
            disarm();
        } else {
            disarmAlone();
        }
    }

    // ---- being told

    @Override
    public final Registration onDone(Runnable action) {
        requireNonNull(action, "action");
        ActionLink link = isStamping() ? new StampedAction(this, action) : new ActionLink(this, action);
        Object instead = push(link);
        if (instead instanceof SlotTable table) {
            link = table.register(link);
            instead = stateVolatile(); // C1
        }
        if (instead instanceof Verdict verdict) {
            Helping.withIfMemory(verdict); // the link may be registered already
            link.tell();
            unlink(link);
        }
        return link;
    }

    private boolean isStamping() {
        return stateAcquire() instanceof SlotTable table && table.isStamping();
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

    String step() {
        return PathFormat.WITH_CANCEL;
    }

    final Context pathParent() {
        return parent.context();
    }

    @Override
    public final String toString() {
        return Path.of(this);
    }
}
