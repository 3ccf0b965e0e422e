package dev.curfew.bench.tail;

import java.util.function.Supplier;

/**
 * The one long-lived context that all threads work under. A rival that never lets go of ended children would run out of
 * memory: its parent is dropped for a new one after each 1,000 children of a thread, which flatters it.
 */
final class HotParent {

    private static final int CHILDREN_KEPT = 1_000;

    private final Supplier<Object> open;
    private final boolean renewed;
    private volatile Object current;

    HotParent(Supplier<Object> open, boolean forgetsEndedChildren) {
        this.open = open;
        renewed = !forgetsEndedChildren;
        current = open.get();
    }

    Object get() {
        return current;
    }

    /** One thread's hands on it: a count that threads share would be hotter than the parent. */
    final class Hands {

        private int children;

        /** The parent of one more child. */
        Object next() {
            if (renewed && ++children > CHILDREN_KEPT) {
                children = 1;
                // Those below the old one stay as they are; nobody ends a server's context under its requests.
                current = open.get();
            }
            return current;
        }
    }
}
