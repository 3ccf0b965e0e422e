package dev.curfew.bench.alternatives;

/** The slots of a timing wheel, for one thread. Ticks begin at 0, which is also where the clock does. */
public interface FanOut {

    /** In place of a tick: nothing is linked. */
    long NONE = Long.MAX_VALUE;

    /** Returns a handle to take it out. */
    Object add(long deadlineNanos);

    void remove(Object timer);

    /** When the next slot is reached, or {@link #NONE}. */
    long nextTick();

    /**
     * Takes out a timer that is due, moving on to {@code tick} and cascading on the way.
     *
     * @param tick at most {@link #nextTick()}
     * @return its deadline, or {@link #NONE} if none is due
     */
    long pollDue(long tick);

    /** How many times a timer was placed anew. */
    long cascades();

    /** Of the arrays, with compressed references. */
    long emptyBytes();

    /** An array of references, as the collector rounds it up. */
    static long bytesOfReferences(int length) {
        return (16 + 4L * length + 7) & -8;
    }

    static long bytesOfLongs(int length) {
        return 16 + 8L * length;
    }
}
