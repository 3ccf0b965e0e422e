package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

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
 *   <li>N3: if there is no memory for a context's own verdict, the ending goes on, and others can not help with the contexts
 *       below that one. If a link of that context is unlinked at the same moment, older ones may be missed.
 * </ul>
 */
final class Ending implements LinkVisitor {

    /** Behind the last link of a worklist, so that a link is on a worklist exactly if its {@code work} is not null. */
    static final Link END = new Link() {
        @Override
        void tell() {
            throw new AssertionError("on no worklist");
        }
    };

    private final Verdict bare;
    private Link first = END;
    private Link last = END;
    /** The last link before those of the context that is being collected; END if there is none. */
    private Link before = END;

    private Link stamped = END;

    Ending(Verdict bare) {
        this.bare = bare;
    }

    // ---- phase one

    /** Flags everything below a context that this call has ended. */
    void flag(Verdict verdict, Object below) {
        collect(verdict, below);
        Link previous = END;
        Link link = first;
        while (link != END) {
            if (!(link instanceof CancelNode node) || flag(node)) {
                previous = link;
            } else {
                dropAfter(previous, link);
            }
            link = after(previous);
        }
    }

    /** Returns whether the context belongs to this ending (E1, E2). */
    private boolean flag(CancelNode node) {
        while (true) {
            Object below = node.stateAcquire();
            if (below instanceof Verdict verdict) {
                return join(verdict);
            }
            Verdict verdict = below == null ? bare : own(below);
            if (node.casState(below, verdict)) {
                if (below != null) {
                    collect(verdict, below);
                }
                return true;
            }
        }
    }

    private boolean join(Verdict verdict) {
        if (!verdict.isFromAbove()) {
            help(verdict);
            return false;
        }
        Object below = verdict.belowVolatile();
        if (below != null) {
            collect(verdict, below);
        }
        return true;
    }

    /** E2. */
    private static void help(Verdict verdict) {
        try {
            Helping.with(verdict);
        } catch (OutOfMemoryError e) {
            // N3: left to the other ending
        }
    }

    private Verdict own(Object below) {
        try {
            return bare.fromAbove(below);
        } catch (OutOfMemoryError e) {
            return bare; // N3
        }
    }

    /** Appends what hangs below a context to the worklist. */
    private void collect(Verdict verdict, Object below) {
        before = last;
        if (below instanceof SlotTable table) {
            table.each(this);
            appendStamped();
        }
        if (verdict.belowVolatile() != null) {
            LinkStack.each(verdict, this);
        } else {
            LinkStack.each(below, this);
        }
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
        link.work = after(before);
        if (link.work == END) {
            last = link;
        }
        setAfter(before, link);
    }

    /** The actions on the stack are older than all that have a stamp (S4), and the stack is walked later. */
    private void appendStamped() {
        if (stamped != END) {
            setAfter(last, StampedAction.sorted(stamped));
            stamped = END;
            while (after(last) != END) {
                last = after(last);
            }
        }
    }

    private Link after(Link link) {
        return link == END ? first : requireNonNull(link.work);
    }

    private void setAfter(Link link, Link following) {
        if (link == END) {
            first = following;
        } else {
            link.work = following;
        }
    }

    private void dropAfter(Link previous, Link link) {
        setAfter(previous, requireNonNull(link.work));
        link.work = null;
        if (link == last) {
            last = previous;
        }
    }

    // ---- phase two

    /** Notifies everybody, whatever a notification throws, and lets go of the worklist on the way. */
    void tell(LockFreeCore core) {
        Link link = first;
        first = END;
        last = END;
        while (link != END) {
            Link following = requireNonNull(link.work);
            link.work = null;
            link.homePlain(null); // nobody has to walk on from here: all is flagged, and the parent is settled
            try {
                link.tell();
            } catch (Throwable e) {
                core.report(e);
            }
            link = following;
        }
    }
}
