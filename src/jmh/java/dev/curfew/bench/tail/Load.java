package dev.curfew.bench.tail;

import java.util.List;
import java.util.Locale;

/** The threads that work under the same parent meanwhile. */
enum Load {
    /** None. */
    IDLE(0, 0),
    /** One thread at a fixed high rate. */
    BUSY(1, 0),
    /**
     * The same, and four of the lowest priority that work as fast as they can: more threads than the cores of a small
     * machine, so that the kernel takes the core away from one in the middle of its operation, and gives it back late.
     */
    DESCHEDULED(1, 4);

    static final List<Load> BUSY_ONES = List.of(BUSY, DESCHEDULED);

    final int paced;
    final int lowly;

    Load(int paced, int lowly) {
        this.paced = paced;
        this.lowly = lowly;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
