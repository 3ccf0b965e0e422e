package dev.curfew.internal.wheel;

/**
 * Counts, per stripe and roughly, the cancelled nodes that wait to be reaped. If no thread drives a wheel, the threads
 * that cancel reap them now and then, so that cancelled nodes do not pile up without end.
 *
 * <p>N10: the counts are read and written without order. A lost count makes the backlog longer. A stale count makes a
 * thread look for cancelled nodes in vain.
 */
final class Backlog {

    /** How many cancelled nodes a stripe may have. A wheel thread that drives its wheel comes by long before. */
    static final int MAX_PER_STRIPE = 4_096;

    /** The ints of a cache line. */
    private static final int STRIDE = 16;

    private final int[] counts = new int[(StripedStacks.count() + 1) * STRIDE];

    /** To be called by a thread that has left a cancelled node on the wheel. */
    boolean isTooLong(int stripe) {
        int index = indexOf(stripe);
        int count = counts[index] + 1;
        counts[index] = count < MAX_PER_STRIPE ? count : 0;
        return count >= MAX_PER_STRIPE;
    }

    /** To be called by the wheel thread when it has taken a stripe. */
    void taken(int stripe) {
        int index = indexOf(stripe);
        if (counts[index] != 0) {
            counts[index] = 0;
        }
    }

    private static int indexOf(int stripe) {
        return (stripe + 1) * STRIDE;
    }
}
