package dev.curfew.bench;

/**
 * When a parent has had enough children: a rival whose live parent keeps its ended children would run out of memory, or
 * search them ever longer. One thread's count; its state extends this, as a field would be one more load in what is measured.
 */
public class ParentRenewal {

    /** Enough to show the price of the pile, and its size is the same in each run. */
    private static final int CHILDREN_KEPT = 1_000;

    private boolean needed;
    private int children;

    /** To be told once, before the first child. */
    public final void neededUnless(boolean forgetsEndedChildren) {
        needed = !forgetsEndedChildren;
    }

    /** Asked before each child: whether that needs a new parent. Never, if the rival lets go of ended children. */
    public final boolean isDue() {
        if (!needed || ++children <= CHILDREN_KEPT) {
            return false;
        }
        children = 1;
        return true;
    }
}
