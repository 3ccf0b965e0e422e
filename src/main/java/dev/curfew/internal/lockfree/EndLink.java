package dev.curfew.internal.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * What hangs below another context than the parent of a {@link MergedNode}, and ends that node: live while its state is
 * the node.
 *
 * <ul>
 *   <li>M1: The propagation of the other context marks the node through this link in its first phase, as it marks a
 *       child. A call that helps that propagation does so too.
 *   <li>M2: A verdict that was made through a link refers to that link. So the node belongs to the propagation of the
 *       context where the link hangs, and to no other: the propagation of the parent, and those of further links, find
 *       the verdict of another end (E2).
 *   <li>M3: The link stays live until the node is notified through it, or until the node, which ended otherwise, lets go
 *       of it. So a propagation to which the node belongs finds the link.
 * </ul>
 */
final class EndLink extends Link {

    private final CancelNode other;
    /** The bare verdict of the other context: the same one for all threads that write it, or an equal one. */
    private @Nullable Verdict bare;

    EndLink(CancelNode other, MergedNode node) {
        super(node);
        this.other = other;
    }

    /** The node to end; null if the node has let go of this link. */
    @Nullable
    MergedNode node() {
        return stateVolatile() instanceof MergedNode node ? node : null;
    }

    /**
     * Attaches this link to its context. If that context has ended, ends the node. If the node has ended, unlinks this
     * link again, because the end may have let go of it before it was attached.
     */
    void attach(MergedNode node) {
        if (!other.attachLink(this)) {
            node.end(other.verdict().bare());
            if (node.verdict().isThrough(this)) {
                // A helper marked the node. The propagation may have passed this link before that.
                notifyEnd();
            }
        }
        if (node.stateVolatile() instanceof Verdict verdict && !verdict.isThrough(this)) {
            letGo();
            other.unlink(this);
            if (verdict.isFinished()) {
                // The node, which has nothing below, may have ended through this link, with a bare verdict. Then its
                // propagation finds the link spent, and leaves the rest to this thread.
                node.release();
            }
        }
    }

    /** A verdict for the node, which has ended through this link (M2). */
    Verdict verdict(Verdict ofOther, @Nullable Object below) {
        bare = ofOther;
        return ofOther.through(this, below);
    }

    Verdict bare() {
        Verdict written = bare;
        return written != null ? written : other.verdict().bare();
    }

    /** Unlinks this link, unless the node was notified through it. */
    void letGo() {
        Object state = stateVolatile();
        if (state != SPENT && casState(state, SPENT)) {
            other.unlink(this);
        } else {
            other.unlinkAfterOverflow(this);
        }
    }

    /** The node is marked, and what hangs below it is on the worklist. */
    @Override
    public void notifyEnd() {
        MergedNode node = node();
        if (node != null) {
            node.notifyEndThrough(this);
            casState(node, SPENT); // Last, so that a call which a stack overflow interrupts is repeated (E5).
        }
    }
}
