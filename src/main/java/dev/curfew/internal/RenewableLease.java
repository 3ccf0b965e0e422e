package dev.curfew.internal;

import static java.util.Objects.requireNonNull;

import dev.curfew.Lease;
import java.time.Duration;

/** The ways to renew a lease, all of which are one. */
public interface RenewableLease extends Lease {

    /**
     * Renews the lease until a moment that is clamped.
     *
     * @param nowNanos a reading of the runtime's clock taken for this call
     */
    boolean renew(long timeNanos, long nowNanos);

    @Override
    default boolean renew(Duration duration) {
        return renewNanos(Deadlines.toNanos(requireNonNull(duration, "duration")));
    }

    @Override
    default boolean renewNanos(long nanos) {
        long now = runtime().clock().nanoTime();
        return renew(Deadlines.after(now, nanos), now);
    }

    @Override
    default boolean renewUntilNanos(long timeNanos) {
        long now = runtime().clock().nanoTime();
        return renew(timeNanos == NO_DEADLINE ? NO_DEADLINE : Deadlines.after(now, timeNanos - now), now);
    }
}
