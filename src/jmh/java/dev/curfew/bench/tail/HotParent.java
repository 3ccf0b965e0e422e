package dev.curfew.bench.tail;

import dev.curfew.bench.ParentRenewal;
import java.util.function.Supplier;

/**
 * The one long-lived context that all threads work under. That of a rival that never lets go of ended children is dropped
 * for a new one when a thread has made {@linkplain ParentRenewal enough} of them, which flatters the rival.
 */
final class HotParent {

    private final Supplier<Object> open;
    private final boolean forgetsEndedChildren;
    private volatile Object current;

    HotParent(Supplier<Object> open, boolean forgetsEndedChildren) {
        this.open = open;
        this.forgetsEndedChildren = forgetsEndedChildren;
        current = open.get();
    }

    Object get() {
        return current;
    }

    /** One thread's hands on it: a count that threads share would be hotter than the parent. */
    final class Hands extends ParentRenewal {

        Hands() {
            neededUnless(forgetsEndedChildren);
        }

        /** The parent of one more child. */
        Object next() {
            if (isDue()) {
                // Those below the old one stay as they are; nobody ends a server's context under its requests.
                current = open.get();
            }
            return current;
        }
    }
}
