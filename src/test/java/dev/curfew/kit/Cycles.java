package dev.curfew.kit;

import dev.curfew.ContextRuntime;

/** Drives a runtime that has no thread of its own. */
public final class Cycles {

    private Cycles() {}

    /** Runs cycles until there is nothing to do. */
    public static void untilIdle(ContextRuntime runtime) {
        try {
            while (runtime.agent().doWork() > 0) {
                // Once more.
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
