package dev.curfew.bench.tail;

import dev.curfew.bench.jmh.ParentRenewal;
import java.util.function.Supplier;

/**
 * The one long-lived context that all threads work under. If a live parent keeps ended children, it is replaced by a
 * new one when a thread has made {@linkplain ParentRenewal enough} of them, which flatters that alternative.
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

    /** One for each thread: a count that threads share would be hotter than the parent. */
    final class Hands extends ParentRenewal {

        Hands() {
            start(current, forgetsEndedChildren);
        }

        /** The parent of one more child. */
        Object next() {
            if (isDue()) {
                // The children of the old one stay as they are: a server does not end its context below its requests.
                current = open.get();
            }
            return current;
        }
    }
}
