package dev.curfew.soak;

import java.util.concurrent.atomic.AtomicLongArray;

/** The open scopes that their owner shows to another thread: at each place one, or none, with its number. */
final class ShownScopes {

    /** Two longs of each place are on a pair of cache lines of their own. */
    private static final int STRIDE = 16;

    private final AtomicLongArray cells;

    ShownScopes(int places) {
        cells = new AtomicLongArray(places * STRIDE);
    }

    void show(int place, long scope, long number) {
        cells.setRelease(place * STRIDE + 1, number);
        cells.setRelease(place * STRIDE, scope);
    }

    /** The scope was released. */
    void hide(int place) {
        cells.setRelease(place * STRIDE, 0);
    }

    /** 0 if there is none. */
    long scope(int place) {
        return cells.getAcquire(place * STRIDE);
    }

    /** The number of a scope, provided that the place still shows this scope afterwards. */
    long number(int place) {
        return cells.getAcquire(place * STRIDE + 1);
    }
}
