package dev.curfew.spi;

import java.util.concurrent.ThreadFactory;
import org.agrona.concurrent.IdleStrategy;
import org.jspecify.annotations.Nullable;

/**
 * How a runtime wants its timing wheel, checked.
 *
 * @param tickNanos more than 0
 * @param idleStrategy of a thread that does not park by itself
 * @param callerDriven no thread; without the two above
 * @param wakeup of a caller that blocks
 */
public record WheelOptions(
        long tickNanos,
        @Nullable IdleStrategy idleStrategy,
        @Nullable ThreadFactory threadFactory,
        boolean callerDriven,
        @Nullable Runnable wakeup) {}
