package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.spi.Notification;
import org.jspecify.annotations.Nullable;

/**
 * One ending call, in two phases and without recursion: first every descendant is flagged, then actions run and waiters
 * wake.
 *
 * <p>The worklist is threaded through {@link Link#work} of the links themselves, so it costs no memory however wide and
 * deep the tree; each context with something below costs a verdict of its own. The worklist is breadth first: links of a
 * parent come before those of its children, and actions of one context come in the order of registration.
 *
 * <ul>
 *   <li>E1: a link is on the worklist of the ending that its parent belongs to, and on no other. A context belongs to the
 *       ending that flagged it, or to the one for which a helper flagged it (V2).
 *   <li>E2: a context below that another call has ended does not belong to this ending. This ending only helps to flag what
 *       hangs below it.
 *   <li>E3: nobody is notified before all contexts below the first one are flagged, whichever calls ended them.
 *   <li>E4: after the CAS an ending needs no memory. If there is none for a context's own verdict, the ending lends it the
 *       verdict of the first context until the links of that context are on the worklist.
 *   <li>E5: a stack overflow finds the worklist whole: methods that change it call nothing in between. The ending goes on
 *       later, where it was interrupted ({@link Notification} Q1).
 *   <li>N3: other calls cannot help with the contexts below one to which a verdict was lent, nor with all of those below the
 *       first one from then on. An ending that has no memory to help another one does not wait for it.
 * </ul>
 */
final class Ending extends Notification implements LinkVisitor {

    /** Behind the last link of a worklist, so that a link is on a worklist exactly if its {@code work} is not null. */
    static final Link END = new Link() {
        @Override
        public void tell() {
            throw new AssertionError("on no worklist");
        }
    };

    private final CancelNode top;
    private final Verdict bare;
    /** Of the first context, until it is settled. */
    private @Nullable Verdict verdict;
    /** What hung below the first context. */
    private @Nullable Object below;

    private Link first = END;
    private Link last = END;
    /** The last link that needs no flag any more; END if there is none. */
    private Link flagged = END;
    /** The last link before those of the context that is being collected; END if there is none. */
    private Link before = END;

    private Link stamped = END;
    private boolean isFlagged;
    private boolean isTopCollected;
    private boolean isCollecting;
    private boolean isReleased;

    /** Throws, if memory is short, before anything is changed. */
    Ending(CancelNode top, Verdict bare) {
        this.top = top;
        this.bare = bare;
    }

    // ---- the end

    /**
     * Ends a context below which there is nothing but one action. Then nothing is to be flagged, no walk needs help, and no
     * object is needed. Returns false if another call was faster, or if this thread has other notifications.
     */
    static boolean ofOneAction(CancelNode top, ActionLink action, Verdict bare) {
        @Nullable Object[] queue = idleQueue();
        if (queue == null || !top.casState(action, bare)) {
            return false;
        }
        try {
            top.release();
            action.homePlain(null);
            tellAlone(queue, action);
        } catch (StackOverflowError e) {
            queue[ALONE] = action; // a store, which needs no room (E5)
            throw e;
        }
        return true;
    }

    /**
     * Ends the first context, if these links still hang below it, and all that is below. Linearizes at the CAS. Returns false if
     * they do not. Throws, if memory is short, before anything is changed.
     */
    boolean of(Object below) {
        completeInterrupted();
        remember(bare.with(below), below);
        if (!top.casState(below, verdict)) {
            return false;
        }
        try {
            finish();
        } catch (StackOverflowError e) {
            next = (Notification) queue[OPEN]; // stores, which need no room (E5)
            queue[OPEN] = this;
            throw e;
        }
        return true;
    }

    /** For the CAS of the first context from {@code below} to {@code verdict}. */
    void remember(Verdict verdict, Object below) {
        this.verdict = verdict;
        this.below = below;
    }

    private void finish() {
        complete();
        release();
        tellOrEnqueue();
    }

    @Override
    protected void complete() {
        if (!isFlagged) {
            flagAll();
            top.settle(bare);
            isFlagged = true;
        }
    }

    /** Before actions run, as the context may have to be gone from its parent for them. */
    private void release() {
        if (!isReleased) {
            top.release();
            isReleased = true;
        }
    }

    // ---- phase one

    /** Flags everything below the first context. */
    void flagAll() {
        if (!isTopCollected) {
            collect(requireNonNull(verdict), requireNonNull(below));
            isTopCollected = true;
        }
        Link link = after(flagged);
        while (link != END) {
            if (!(link instanceof CancelNode node) || flag(node)) {
                flagged = link;
            } else {
                dropAfter(flagged, link);
            }
            link = after(flagged);
        }
    }

    /** Returns whether the context belongs to this ending (E1, E2). */
    private boolean flag(CancelNode node) {
        while (true) {
            Object below = node.stateAcquire();
            if (below instanceof Verdict verdict) {
                return join(verdict);
            }
            Verdict own = below == null ? bare : ownVerdict(below);
            boolean ended = node.casState(below, own);
            if (ended && below != null) {
                collect(own, below);
            }
            if (own == verdict) {
                takeBack(node, ended);
            }
            if (ended) {
                return true;
            }
        }
    }

    /** E4. */
    private void takeBack(CancelNode node, boolean wasUsed) {
        if (wasUsed) {
            node.stateRelease(bare);
        }
        requireNonNull(verdict).lend(requireNonNull(this.below));
    }

    private boolean join(Verdict verdict) {
        if (!verdict.isFromAbove()) {
            Helping.withIfMemory(verdict); // E2, N3
            return false;
        }
        Object below = verdict.belowVolatile();
        if (below != null) {
            collect(verdict, below);
        }
        return true;
    }

    private Verdict ownVerdict(Object below) {
        try {
            return bare.fromAbove(below);
        } catch (OutOfMemoryError e) {
            Verdict lent =
                    requireNonNull(verdict); // E4; not the bare one, as that context has more than one action below
            lent.lend(below);
            return lent;
        }
    }

    /** Appends what hangs below a context to the worklist, but for what an earlier call has appended. */
    private void collect(Verdict verdict, Object below) {
        if (!isCollecting) { // else a stack overflow has interrupted this (E5)
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

    /** Puts a link before the others of its context, unless an earlier walk has (K4): a stack shows its newest link first. */
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

    /** The actions on the stack are older than all that have a stamp (S4), and the stack is walked later. */
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

    /** Notifies everybody, whatever a notification throws, and lets go of the worklist on the way. */
    @Override
    protected void tell() {
        release();
        while (first != END) {
            Link link = first;
            link.homePlain(null); // nobody has to walk on from here: all is flagged, and the parent is settled
            try {
                link.tell();
            } catch (StackOverflowError e) {
                throw e; // E5: an action that did so was caught before
            } catch (Throwable e) {
                top.core().report(e);
            }
            first = requireNonNull(link.work);
            link.work = null;
        }
    }
}
