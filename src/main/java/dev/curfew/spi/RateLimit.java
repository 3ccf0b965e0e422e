package dev.curfew.spi;

import org.agrona.concurrent.NanoClock;

/** Lets so many messages through per second, and counts the others. */
public final class RateLimit {

    private static final long SECOND = 1_000_000_000;

    private final int most;
    private final NanoClock clock;
    private long began;
    private int admitted;
    private int leftOut;

    public RateLimit(int most, NanoClock clock) {
        this.most = most;
        this.clock = clock;
        began = clock.nanoTime();
    }

    /** Returns how many messages were left out since the last that was let through; -1 if this one is left out. */
    public synchronized int admit() {
        long now = clock.nanoTime();
        if (now - began >= SECOND) {
            began = now;
            admitted = 0;
        }
        if (admitted == most) {
            leftOut++;
            return -1;
        }
        admitted++;
        int before = leftOut;
        leftOut = 0;
        return before;
    }

    /** What to add to a message that is let through. */
    public static String leftOut(int before) {
        return before == 0 ? "" : " (" + before + " messages before it were left out)";
    }
}
