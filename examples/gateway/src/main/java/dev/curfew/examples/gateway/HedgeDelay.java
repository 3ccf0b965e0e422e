package dev.curfew.examples.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long nine of ten answers take, estimated as they come: each that takes longer moves the estimate up by nine steps,
 * each other down by one. So about one call in ten is hedged, whatever the backend's latency is and becomes.
 *
 * <p><b>Threads:</b> any. Two that observe at the same moment may lose one of the steps, which matters to nobody.
 */
final class HedgeDelay {

    private static final long LOWEST = 100_000;
    private static final long HIGHEST = 1_000_000_000;
    private static final long STEPS = 200;

    private final AtomicLong estimateNanos;

    HedgeDelay(long firstNanos) {
        estimateNanos = new AtomicLong(firstNanos);
    }

    long nanos() {
        return estimateNanos.getOpaque();
    }

    /** An answer came after that time; or had not come by then, which tells something only if that is longer than most take. */
    void observe(long nanos) {
        long estimate = estimateNanos.getOpaque();
        long step = Math.max(1, estimate / STEPS);
        long moved = nanos > estimate ? estimate + 9 * step : estimate - step;
        estimateNanos.setOpaque(Math.min(Math.max(moved, LOWEST), HIGHEST));
    }
}
