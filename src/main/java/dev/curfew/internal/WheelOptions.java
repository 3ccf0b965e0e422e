package dev.curfew.internal;

import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime wants its timing wheel. The values have been checked.
 *
 * @param clock the clock of the runtime
 * @param tickNanos more than 0
 * @param idleStrategy what the wheel thread does between cycles; null to park until the next deadline
 * @param threadFactory what makes the wheel thread; null for a daemon that inherits nothing
 * @param callerDriven whether a thread of the user drives the wheel; without {@code idleStrategy} and
 *     {@code threadFactory}
 * @param wakeup wakes a user's thread that blocks; null for one that does not block
 */
public record WheelOptions(
        NanoClock clock,
        long tickNanos,
        @Nullable IdleStrategy idleStrategy,
        @Nullable ThreadFactory threadFactory,
        boolean callerDriven,
        @Nullable Runnable wakeup) {}
