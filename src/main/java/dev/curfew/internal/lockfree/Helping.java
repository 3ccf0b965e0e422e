package dev.curfew.internal.lockfree;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call does that meets a context which another call is ending: it marks everything below that context before it
 * goes on. So it need not wait for the other thread. It notifies no link; the {@link Propagation}s do that.
 *
 * <p>Lock-free and without recursion: a walk with a worklist of its own, of the contexts that have something below.
 */
final class Helping implements LinkVisitor {

    private final ArrayDeque<Verdict> work = new ArrayDeque<>();
    /** The verdicts of merged contexts that were on the worklist: more than one way may lead to such a context. */
    private @Nullable Set<Verdict> seen;

    private Verdict bare;
    /** The verdict for all contexts with nothing below. */
    private Verdict leaf;

    Helping(Verdict ended) {
        bare = ended.bare();
        leaf = bare.fromAbove(null);
    }

    /**
     * Marks everything below the context with this verdict. Costs one read if all of that is known to be marked. If
     * memory is short, throws in the middle.
     */
    static void with(Verdict ended) {
        if (ended.belowVolatile() != null) {
            Helping helping = new Helping(ended);
            helping.work.add(ended);
            helping.mark();
        }
    }

    /**
     * Does the same for a call that cannot stop halfway. Without memory, that call goes on without the help
     * ({@link Propagation} N3).
     */
    static void withIfMemory(Verdict ended) {
        try {
            with(ended);
        } catch (OutOfMemoryError e) {
            // The other call marks the rest.
        }
    }

    /** Marks everything below a context, unless this object has done so. If memory is short, throws in the middle. */
    void mark(CancelNode node, Verdict ended) {
        add(node, ended);
        mark();
    }

    private void mark() {
        for (Verdict ended = work.poll(); ended != null; ended = work.poll()) {
            setBare(ended.bare());
            markBelow(ended);
        }
    }

    private void setBare(Verdict bareOfNext) {
        if (bareOfNext != bare) {
            bare = bareOfNext;
            leaf = bareOfNext.fromAbove(null);
        }
    }

    private void markBelow(Verdict ended) {
        if (ended.belowVolatile() instanceof SlotTable table) {
            table.each(this);
        }
        LinkStack.each(ended, this);
    }

    @Override
    public void visit(Link link) {
        if (link instanceof CancelNode node) {
            add(node, node.markHelping(bare, leaf));
        } else if (link instanceof EndLink end) {
            MergedNode node = end.node();
            if (node != null) {
                add(node, node.markHelping(bare, end));
            }
        }
    }

    private void add(CancelNode node, Verdict verdict) {
        if (verdict.belowVolatile() != null && (!(node instanceof MergedNode) || isNew(verdict))) {
            work.add(verdict);
        }
    }

    private boolean isNew(Verdict verdict) {
        Set<Verdict> before = seen;
        if (before == null) {
            before = new HashSet<>();
            seen = before;
        }
        return before.add(verdict);
    }
}
