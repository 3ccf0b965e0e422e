package dev.curfew.internal.mutex;

import dev.curfew.Context;

/** What a context of this core refers to below it. */
public final class Kept {

    private Kept() {}

    /** Whether a context of this core has neither child nor action. */
    public static boolean isNothing(Context context) {
        synchronized (context) {
            return ((MutexContext) context).isLeaf();
        }
    }
}
