package dev.curfew.internal;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Derives contexts for a {@link dev.curfew.ContextRuntime}, from any context, also a foreign one. The caller has
 * checked the arguments. The interface is public because the cores are in packages of their own; the package is not
 * exported.
 */
public interface ContextCore {

    Context background();

    Context todo();

    CancelContext withCancel(Context parent);

    /**
     * {@link Context#withDeadlineNanos(long, Throwable)}.
     *
     * @param deadlineNanos any value: the core moves a deadline that is too far away to the furthest one
     * @param nowNanos a reading of the runtime's clock taken for this call, which the deadline is compared with
     */
    CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause);

    /** {@link Context#withCancelOn(Context)}. */
    CancelContext withCancelOn(Context parent, Context other);

    /** {@link Context#withCancelOn(Context, Context...)}, with all other contexts. */
    CancelContext withCancelOn(Context parent, Context... others);

    /**
     * {@link Context#withLeaseNanos(long, Throwable)}.
     *
     * @param nowNanos a reading of the runtime's clock taken for this call
     */
    Lease withLease(Context parent, long nanos, long nowNanos, @Nullable Throwable cause);

    /**
     * {@link Context#scheduleAfterNanos(long, Runnable, Executor)}.
     *
     * @param nowNanos a reading of the runtime's clock taken for this call
     * @param executor null for the thread that ends contexts at their deadlines
     */
    Registration schedule(Context parent, long delayNanos, long nowNanos, Runnable action, @Nullable Executor executor);

    <T> Context withValue(Context parent, Key<T> key, @Nullable T value);

    Context withoutCancel(Context parent);

    /**
     * {@link dev.curfew.ScopePool#of}.
     *
     * @throws UnsupportedOperationException if this core has no pools
     */
    Scopes scopes(Context parent, int capacity);

    /** What drives the deadlines of the contexts that this core derives. */
    DeadlineService deadlines();
}
