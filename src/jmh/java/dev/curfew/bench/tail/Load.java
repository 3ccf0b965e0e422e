package dev.curfew.bench.tail;

import java.util.List;
import java.util.Locale;

/** The threads that work under the same parent meanwhile. */
enum Load {
    /** None. */
    IDLE(0, 0, false),
    /** One thread at a fixed high rate. */
    BUSY(1, 0, false),
    /**
     * The same, and four of the lowest priority that work as fast as they can: more threads than the cores of a small
     * machine, so that the kernel takes the core away from one in the middle of its operation, and gives it back late.
     */
    DESCHEDULED(1, 4, false),
    /**
     * The same, but the measuring thread has a processor of its own, and the others share the rest. The kernel takes
     * the processor from others only. So whatever the measuring thread waits for, it waits for in the library.
     */
    OWN_PROCESSOR(1, 4, true);

    static final List<Load> BUSY_ONES = List.of(BUSY, DESCHEDULED, OWN_PROCESSOR);

    final int paced;
    final int lowly;
    final boolean apart;

    Load(int paced, int lowly, boolean apart) {
        this.paced = paced;
        this.lowly = lowly;
        this.apart = apart;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
