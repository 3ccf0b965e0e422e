package dev.curfew;

import java.time.Duration;

/**
 * A context that ends at a moment which can be moved: a heartbeat, an idle timeout, the life of an order that may be
 * amended. It ends with {@link Context#DEADLINE_EXCEEDED} at its moment, unless it is renewed before.
 *
 * <p>Since the end can move, it is no deadline: {@link #deadlineNanos()} is the deadline of the parent. A context that
 * is derived from a lease ends with it. {@link Context#expireIfDue(long)} on a lease, or on a context below it, also
 * ends a lease that is due.
 *
 * <p>A lease does not end its parent. If a context is made only to be the parent of a lease, it has to be closed when the
 * lease ends, because the contexts above keep it as long as it is live:
 *
 * <pre>{@code
 * CancelContext both = session.withCancelOn(venue);
 * Lease order = both.withLease(patience);
 * var unused = order.onDone(both::cancel);
 * }</pre>
 *
 * <p><b>A renewal against the end.</b> After a {@code renew…} that returned {@code true}, the lease does not end by
 * itself before the new moment, unless it is renewed again; it still ends with its parent, at the parent's deadline, and
 * by {@code cancel()}. After {@code false}, the lease is done: a lease that is due is ended by the call that finds it
 * due, and so is one that gets a moment which is not after now. So a late wheel thread never lets a lease revive. If
 * several threads renew at once, the lease has the moment of one of these renewals.
 *
 * <p><b>Threads:</b> any thread. <b>Progress:</b> lock-free on the lock-free core, except that a renewal to an earlier
 * moment may wait up to a second for memory, if the heap is full. <b>Cost:</b> there, a renewal is a reading of the clock
 * and one CAS. A renewal to a later moment allocates nothing, touches nothing but the lease, and wakes nobody. A renewal
 * to an earlier moment arms a timer.
 */
public interface Lease extends CancelContext {

    /**
     * Renews this lease for the duration with which it was made, from now.
     *
     * @return whether this lease is live
     */
    boolean renew();

    /**
     * Renews this lease for a duration, from now.
     *
     * @param duration the time until the new moment; with zero or less this lease ends. More than 2^62 nanoseconds means
     *     2^62 nanoseconds
     * @return whether this lease is live
     * @throws NullPointerException if {@code duration} is null
     */
    boolean renew(Duration duration);

    /**
     * Renews this lease for a duration in nanoseconds, from now.
     *
     * @param nanos the time until the new moment; with zero or less this lease ends. More than 2^62 means 2^62
     * @return whether this lease is live
     */
    boolean renewNanos(long nanos);

    /**
     * Renews this lease until a moment.
     *
     * @param timeNanos the new moment on the scale of the runtime's clock; a moment further away than 2^62 is moved to
     *     that distance. With {@link Context#NO_DEADLINE}, this lease does not end by itself any more
     * @return whether this lease is live
     */
    boolean renewUntilNanos(long timeNanos);

    /**
     * When this lease ends by itself.
     *
     * @return a moment on the scale of the runtime's clock, or {@link Context#NO_DEADLINE}; after the end, the last one
     */
    long expiresNanos();
}
