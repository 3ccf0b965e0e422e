package dev.curfew.spi;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import org.agrona.concurrent.Agent;
import org.jspecify.annotations.Nullable;

/**
 * What a core does for its {@link dev.curfew.ContextRuntime}: derive from any context, also a foreign one. Arguments
 * have been checked. Public only because the cores live in packages of their own; not exported.
 */
public interface ContextCore {

    Context background();

    Context todo();

    CancelContext withCancel(Context parent);

    /**
     * {@link Context#withDeadlineNanos(long, Throwable)}.
     *
     * @param nowNanos a reading of the runtime's clock taken for this call, which the deadline is compared with
     */
    CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause);

    <T> Context withValue(Context parent, Key<T> key, @Nullable T value);

    Context withoutCancel(Context parent);

    /** {@link dev.curfew.ContextRuntime#start()}. */
    void start();

    /** {@link dev.curfew.ContextRuntime#agent()}; null if nobody but the core drives its timers. */
    @Nullable
    Agent agent();

    /** {@link dev.curfew.ContextRuntime#nextWakeNanos()}; only if there is an agent. */
    long nextWakeNanos();

    /** {@link dev.curfew.ContextRuntime#close()}; called more than once. */
    void close();

    /** {@link dev.curfew.ContextRuntime#close(java.time.Duration)}; called more than once. */
    boolean close(long timeoutNanos);
}
