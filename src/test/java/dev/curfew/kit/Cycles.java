package dev.curfew.kit;

import dev.curfew.ContextRuntime;
import java.time.Duration;
import org.agrona.concurrent.NanoClock;

/** Drives a runtime that has no thread of its own. */
public final class Cycles {

    private Cycles() {}

    /** A lock-free runtime whose deadlines end to the nanosecond, in cycles that the test runs. */
    public static ContextRuntime.Builder builder(NanoClock clock) {
        return ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .clock(clock)
                .tick(Duration.ofNanos(1))
                .callerDriven();
    }

    /** Runs cycles until there is nothing to do. */
    public static void untilIdle(ContextRuntime runtime) {
        try {
            while (runtime.agent().doWork() > 0) {
                // Once more.
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
