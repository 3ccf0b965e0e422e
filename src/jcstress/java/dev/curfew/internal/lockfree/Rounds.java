package dev.curfew.internal.lockfree;

import java.util.function.IntConsumer;

/**
 * Keeps a waiter and an ending thread in step. jcstress signals a termination test once and a millisecond late, which
 * makes no race. So actor and signal run many rounds, and meet at the start of each.
 */
public final class Rounds {

    public static final int COUNT = 500;

    /**
     * Far more than a round takes, on a busy machine too. A signal that gives up on a live waiter makes the test stale.
     */
    private static final long PATIENCE_NANOS = 3_000_000_000L;

    private volatile int begun;

    /** For the actor. jcstress sees a round that never returns as a failure. */
    public void await(IntConsumer round) {
        for (int i = 0; i < COUNT; i++) {
            begun = i + 1;
            round.accept(i);
        }
    }

    /** For the signal: begins each round some steps after the waiter has. It gives up if the waiter never begins. */
    public void end(IntConsumer round) {
        for (int i = 0; i < COUNT; i++) {
            long start = System.nanoTime();
            while (begun <= i) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    return;
                }
                Thread.onSpinWait();
            }
            for (int late = i % 64; late > 0; late--) {
                Thread.onSpinWait();
            }
            round.accept(i);
        }
    }
}
