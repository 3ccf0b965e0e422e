package dev.curfew.lockfree;

import org.jspecify.annotations.Nullable;

/**
 * What hangs below a context that many threads derive from, that many have derived from, or whose children end in an
 * order of their own: several stacks in place of one. Made once per context, and stays.
 *
 * <p>The first is the stack that the context had before, and takes actions and waiters, which so keep the order of their
 * registration. The others take children, each the children that a thread makes.
 */
final class Stripes {

    /** Where actions, waiters, and children from before are. */
    static final int BASE = 0;

    /** A power of two; with the base, 1,512 bytes. More would serve few: threads that collide move on to a neighbour. */
    static final int COUNT = 8;

    private final Stripe[] stripes = new Stripe[1 + COUNT];

    Stripes(@Nullable Link base) {
        stripes[BASE] = new Stripe(base);
        for (int i = 1; i <= COUNT; i++) {
            stripes[i] = new Stripe(null);
        }
    }

    Stripe at(int index) {
        return stripes[index];
    }

    /** Where this thread pushes children first. */
    static int ofThisThread() {
        return 1 + ((int) Thread.currentThread().getId() & (COUNT - 1));
    }

    /** Where it pushes them when it met another thread there. */
    static int after(int index) {
        return 1 + (index & (COUNT - 1));
    }
}
