package dev.curfew.lockfree;

import java.util.ArrayDeque;

/**
 * A call that meets a context which another call is ending: it flags everything below that context before it goes on, so that
 * nobody has to wait for the other thread. It notifies nobody; that is left to the {@link Ending}s.
 *
 * <p>Lock-free, without recursion: a walk with a worklist of its own, of the contexts that have something below.
 */
final class Helping implements LinkVisitor {

    private final ArrayDeque<Verdict> work = new ArrayDeque<>();
    private Verdict bare;
    /** For all contexts with nothing below. */
    private Verdict leaf;

    private Helping(Verdict ended) {
        bare = ended.bare();
        leaf = bare.fromAbove(null);
    }

    /**
     * Flags everything below the context with this verdict. Costs a read if that is known to be done. Throws, if memory is
     * short, in the middle.
     */
    static void with(Verdict ended) {
        if (ended.belowVolatile() != null) {
            new Helping(ended).flag(ended);
        }
    }

    /** The same for a call that has begun what it cannot leave: it goes on without the help (N3 of {@link Ending}). */
    static void withIfMemory(Verdict ended) {
        try {
            with(ended);
        } catch (OutOfMemoryError e) {
            // The other call goes on by itself.
        }
    }

    private void flag(Verdict top) {
        for (Verdict ended = top; ended != null; ended = work.poll()) {
            setBare(ended.bare());
            flagBelow(ended);
        }
    }

    private void setBare(Verdict bareOfNext) {
        if (bareOfNext != bare) {
            bare = bareOfNext;
            leaf = bareOfNext.fromAbove(null);
        }
    }

    private void flagBelow(Verdict ended) {
        if (ended.belowVolatile() instanceof SlotTable table) {
            table.each(this);
        }
        LinkStack.each(ended, this);
    }

    @Override
    public void visit(Link link) {
        if (link instanceof CancelNode node) {
            Verdict verdict = node.flagHelping(bare, leaf);
            if (verdict.belowVolatile() != null) {
                work.add(verdict);
            }
        }
    }
}
