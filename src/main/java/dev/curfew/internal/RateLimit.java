package dev.curfew.internal;

import org.agrona.concurrent.NanoClock;

/** Admits a number of messages per second, and counts the others. */
final class RateLimit {

    private static final long SECOND = 1_000_000_000;

    private final int perSecond;
    private final NanoClock clock;
    private long began;
    private int admitted;
    private int leftOut;

    RateLimit(int perSecond, NanoClock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
        began = clock.nanoTime();
    }

    /** Returns how many messages were left out since the last that was admitted; -1 if this message is left out. */
    synchronized int admit() {
        long now = clock.nanoTime();
        if (now - began >= SECOND) {
            began = now;
            admitted = 0;
        }
        if (admitted == perSecond) {
            leftOut++;
            return -1;
        }
        admitted++;
        int before = leftOut;
        leftOut = 0;
        return before;
    }

    /** The text to append to an admitted message. */
    static String leftOut(int before) {
        return before == 0 ? "" : " (" + before + " messages before it were left out)";
    }
}
