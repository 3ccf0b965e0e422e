package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Notification;
import org.jspecify.annotations.Nullable;

/**
 * One call that ends a context. It has two phases, and works without recursion: first it marks every descendant, then
 * it runs actions and wakes waiters.
 *
 * <p>The worklist is threaded through {@link Link#work} of the links themselves, so it costs no memory, however wide
 * and deep the tree is. Each context with something below costs a verdict of its own. The worklist is breadth first:
 * the links of a parent come before those of its children, and the actions of one context come in the order of their
 * registration.
 *
 * <ul>
 *   <li>E1: A link is on the worklist of the propagation to which its parent belongs (but see E6), and on no other. A context
 *       belongs to the propagation that marked it. If a helper marked it, it belongs to the one that was helped (V2).
 *   <li>E2: A context below that another call has ended does not belong to this propagation. This propagation only
 *       helps to mark what hangs below that context.
 *   <li>E3: No link is notified before all contexts below the first one are marked, whichever calls ended them.
 *   <li>E4: After its CAS a propagation needs no memory. If there is none for a verdict of a context's own, the
 *       propagation lends the context the verdict of the first context until the links of that context are on the
 *       worklist.
 *   <li>E5: A stack overflow finds the worklist whole, because the methods that change it call nothing in between. The
 *       propagation goes on later, where it was interrupted ({@link Notification} Q1).
 *   <li>E6: A {@link CancelNode} of no subclass that has nothing below it, and is in a slot, is marked when the walk
 *       through the slots meets it, and is on no worklist. There is nothing to notify: it has no timeout, and no walk
 *       reads the {@code home} of a link in a slot, so the {@code home} becomes null at once (L3).
 *   <li>N3: Other calls cannot help with the contexts below one to which a verdict was lent. From then on they cannot
 *       help with all contexts below the first one either. A thread that unlinks a link of the first context meanwhile may
 *       wait until that is finished. A propagation without memory to help another one
 *       goes on without helping.
 * </ul>
 */
final class Propagation extends Notification implements LinkVisitor {

    /**
     * Stands behind the last link of a worklist. So a link is on a worklist exactly if its {@code work} is not null.
     */
    static final Link END = new Link() {
        @Override
        public void notifyEnd() {
            throw new AssertionError("on no worklist");
        }
    };

    private final CancelNode top;
    private final Verdict bare;
    /** The own verdict of the first context, which that context has until it is finished. */
    private @Nullable Verdict verdict;
    /** What hung below the first context when it ended. */
    private @Nullable Object below;

    private Link first = END;
    private Link last = END;
    /** The last link of those that are marked or need no mark; END if there is none. */
    private Link marked = END;
    /** The last link before those of the context that is being collected; END if there is none. */
    private Link before = END;

    /** The stamped actions of the context that is being collected. */
    private Link stamped = END;

    /** Made at the first need, and kept, so that a context to which several ways lead is walked once. */
    private @Nullable Helping helping;

    private boolean isMarked;
    private boolean isTopCollected;
    private boolean isCollecting;
    private boolean isReleased;

    /** If memory is short, throws before anything is changed. */
    Propagation(CancelNode top, Verdict bare) {
        this.top = top;
        this.bare = bare;
    }

    // ---- the end

    /**
     * Ends a context that has nothing below it but one action. There is nothing to mark and nothing to help with, and
     * no object is needed. Returns false if another call changed the context first, or if this thread has other
     * notifications.
     */
    static boolean endWithOneAction(CancelNode top, ActionLink action, Verdict bare) {
        @Nullable Object[] queue = idleQueue();
        if (queue == null || !top.casState(action, bare)) {
            return false;
        }
        try {
            top.release();
            action.homePlain(null);
            notifyAlone(queue, action);
        } catch (StackOverflowError e) {
            queue[ALONE] = action; // A store needs no room on the stack (E5).
            throw e;
        }
        return true;
    }

    /**
     * Ends the first context and everything below it. Linearizes at the CAS. Returns false if other links hang below
     * the first context by then. If memory is short, throws before anything is changed.
     */
    boolean end(Object below) {
        completeInterrupted();
        remember(bare.with(below), below);
        if (!top.casState(below, verdict)) {
            return false;
        }
        try {
            propagate();
        } catch (StackOverflowError e) {
            next = (Notification) queue[OPEN]; // Stores need no room on the stack (E5).
            queue[OPEN] = this;
            throw e;
        }
        return true;
    }

    /** Keeps what the CAS of the first context replaces, {@code below}, and what it stores, {@code verdict}. */
    void remember(Verdict verdict, Object below) {
        this.verdict = verdict;
        this.below = below;
    }

    private void propagate() {
        complete();
        release();
        notifyOrEnqueue();
    }

    @Override
    protected void complete() {
        if (!isMarked) {
            markAll();
            top.finish(bare);
            isMarked = true;
        }
    }

    /** Called before actions run: they may rely on the context being gone from its parent. */
    private void release() {
        if (!isReleased) {
            top.release();
            isReleased = true;
        }
    }

    // ---- phase one

    /** Marks everything below the first context. */
    void markAll() {
        if (!isTopCollected) {
            collect(requireNonNull(verdict), requireNonNull(below));
            isTopCollected = true;
        }
        Link link = after(marked);
        while (link != END) {
            if (belongsHere(link)) {
                marked = link;
            } else {
                dropAfter(marked, link);
            }
            link = after(marked);
        }
    }

    /** Marks the context that a link is, or that it ends. Returns whether this propagation has to notify the link. */
    private boolean belongsHere(Link link) {
        if (link instanceof CancelNode node) {
            return mark(node, null);
        }
        if (link instanceof EndLink end) {
            MergedNode node = end.node();
            return node != null && mark(node, end);
        }
        return true;
    }

    /**
     * Returns whether the context belongs to this propagation (E1, E2, M2).
     *
     * @param link the link through which the context ends; null for a child
     */
    private boolean mark(CancelNode node, @Nullable EndLink link) {
        while (true) {
            Object below = node.stateAcquire();
            if (below instanceof Verdict verdict) {
                return join(node, verdict, link);
            }
            Verdict own = below == null ? bare : ownVerdict(below, link);
            boolean ended = node.casState(below, own);
            if (ended && below != null) { // A leaf needs nothing more. After a call here it could be lost (E5).
                collectOf(node, own, below);
            }
            if (own == verdict) {
                takeBackVerdict(node, ended);
            }
            if (ended) {
                return true;
            }
        }
    }

    /** Takes back the verdict of the first context, which was lent to this one (E4). */
    private void takeBackVerdict(CancelNode node, boolean wasUsed) {
        if (wasUsed) {
            node.stateRelease(bare);
        }
        requireNonNull(verdict).lend(requireNonNull(this.below));
    }

    private boolean join(CancelNode node, Verdict verdict, @Nullable EndLink link) {
        if (link == null ? !verdict.isFromAbove() : !verdict.isThrough(link)) {
            help(node, verdict);
            return false;
        }
        Object below = verdict.belowVolatile();
        if (below != null) {
            collectOf(node, verdict, below);
        }
        return true;
    }

    private void collectOf(CancelNode node, Verdict verdict, Object below) {
        if (node instanceof MergedNode merged) {
            merged.owner = this;
        }
        collect(verdict, below);
    }

    /** Helps to mark what is below a context that belongs to another propagation (E2, N3). */
    private void help(CancelNode node, Verdict verdict) {
        boolean isOwn = node instanceof MergedNode merged && merged.owner == this;
        if (isOwn || verdict.belowVolatile() == null) {
            return;
        }
        try {
            Helping made = helping;
            if (made == null) {
                made = new Helping(verdict);
                helping = made;
            }
            made.mark(node, verdict);
        } catch (OutOfMemoryError e) {
            // The other call marks the rest.
        } catch (StackOverflowError e) {
            helping = null; // It takes for walked what it was walking. The repeated call needs a new one (E5).
            throw e;
        }
    }

    private Verdict ownVerdict(Object below, @Nullable EndLink link) {
        try {
            return link == null ? bare.fromAbove(below) : link.verdict(bare, below);
        } catch (OutOfMemoryError e) {
            // The first context has more below than one action, so it has a verdict of its own (E4).
            Verdict lent = requireNonNull(verdict);
            lent.lend(below);
            return lent;
        }
    }

    /** Appends what hangs below a context to the worklist, except for what an interrupted call has appended. */
    private void collect(Verdict verdict, Object below) {
        if (!isCollecting) { // Otherwise a stack overflow has interrupted an earlier call (E5).
            before = last;
            isCollecting = true;
        }
        if (below instanceof SlotTable table) {
            table.each(this);
            appendStamped();
        }
        if (verdict.belowVolatile() != null) {
            LinkStack.each(verdict, this);
        } else {
            LinkStack.each(below, this);
        }
        isCollecting = false;
    }

    /** Marks a context with nothing to notify at once (E6). Any other link goes on the worklist. */
    @Override
    public void visitInSlot(Link link) {
        if (link.getClass() == CancelNode.class) {
            Object state = link.stateAcquire();
            // A call that a stack overflow has interrupted may have marked the context already (E5).
            if (state == null ? link.casState(null, bare) : state == bare) {
                link.homePlain(null);
                return;
            }
        }
        visit(link);
    }

    /**
     * Puts a link before the others of its context, because a stack shows its newest link first. Does nothing if an
     * earlier walk has put the link there (K4).
     */
    @Override
    public void visit(Link link) {
        if (link.work != null) {
            return;
        }
        if (link instanceof StampedAction) {
            link.work = stamped;
            stamped = link;
            return;
        }
        Link following = after(before);
        // Stores only from here on (E5).
        link.work = following;
        if (following == END) {
            last = link;
        }
        if (before == END) {
            first = link;
        } else {
            before.work = link;
        }
    }

    /**
     * Puts the stamped actions in order. The actions on the stack are older (S4); they are visited later, and go before
     * these.
     */
    private void appendStamped() {
        if (stamped == END) {
            return;
        }
        stamped = StampedAction.sorted(stamped);
        Link end = stamped;
        while (requireNonNull(end.work) != END) {
            end = requireNonNull(end.work);
        }
        // Stores only from here on (E5).
        if (last == END) {
            first = stamped;
        } else {
            last.work = stamped;
        }
        last = end;
        stamped = END;
    }

    private Link after(Link link) {
        return link == END ? first : requireNonNull(link.work);
    }

    private void dropAfter(Link previous, Link link) {
        Link following = requireNonNull(link.work);
        // Stores only from here on (E5).
        if (previous == END) {
            first = following;
        } else {
            previous.work = following;
        }
        link.work = null;
        if (link == last) {
            last = previous;
        }
    }

    // ---- phase two

    /** Notifies all links, whatever a notification throws, and takes them off the worklist on the way. */
    @Override
    protected void notifyEnds() {
        release();
        while (first != END) {
            Link link = first;
            // No walk needs this word any more: everything below is marked, and the parent is finished (L3).
            link.homePlain(null);
            try {
                link.notifyEnd();
            } catch (StackOverflowError e) {
                throw e; // E5. It is no overflow of an action: the core has caught that one.
            } catch (Throwable e) {
                top.core().report(e);
            }
            first = requireNonNull(link.work);
            link.work = null;
        }
    }
}
