package dev.curfew.wheel.internal;

/**
 * About how many cancelled nodes each stripe has for the owner. If nobody drives a wheel, the threads that cancel tidy it up
 * themselves now and then, so that cancelled nodes do not pile up without end.
 *
 * <p>N1: the counts are read and written without order. A lost one makes the backlog longer, a stale one has a thread tidy up
 * for nothing.
 */
final class Backlog {

    /** So many nodes per stripe. An owner that drives its wheel comes by long before. */
    static final int MOST = 4_096;

    /** A cache line. */
    private static final int STRIDE = 16;

    private final int[] counts = new int[(StripedStacks.count() + 1) * STRIDE];

    /** By a thread that has left a cancelled node to the owner. */
    boolean isTooLong(int stripe) {
        int at = indexOf(stripe);
        int count = counts[at] + 1;
        counts[at] = count < MOST ? count : 0;
        return count >= MOST;
    }

    /** By the owner, which has taken a stripe. */
    void taken(int stripe) {
        int at = indexOf(stripe);
        if (counts[at] != 0) {
            counts[at] = 0;
        }
    }

    private static int indexOf(int stripe) {
        return (stripe + 1) * STRIDE;
    }
}
