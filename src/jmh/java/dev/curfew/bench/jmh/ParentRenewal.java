package dev.curfew.bench.jmh;

import dev.curfew.bench.libraries.Contexts;

/**
 * The parent under which one thread derives. A live parent that keeps its ended children would run out of memory, or
 * search them ever longer, so it is replaced when it has had enough of them. The state of a thread extends this class,
 * because a field would be one more load in what is measured.
 */
public class ParentRenewal {

    /** Enough to show what the pile costs, and the same in each run. */
    private static final int CHILDREN_KEPT = 1_000;

    private Object parent;
    private boolean needed;
    private int children;

    /** Called once, before the first child. */
    public final void start(Object first, boolean forgetsEndedChildren) {
        parent = first;
        needed = !forgetsEndedChildren;
    }

    /** The parent of one more child: always the same, unless it keeps ended children. */
    final Object nextParent(Contexts<Object, Object, Object> contexts) {
        if (isDue()) {
            contexts.end(parent);
            parent = contexts.open();
        }
        return parent;
    }

    /** Called before each child: whether it needs a new parent. */
    public final boolean isDue() {
        if (!needed || ++children <= CHILDREN_KEPT) {
            return false;
        }
        children = 1;
        return true;
    }
}
