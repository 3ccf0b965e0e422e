package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Context;
import dev.curfew.internal.Memory;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.RenewableLease;
import dev.curfew.internal.wheel.ShutdownListener;
import dev.curfew.internal.wheel.TimerNode;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A lease, and the task of its timers: 64 bytes, and 40 for the timer.
 *
 * <p>One word, {@code moment}, decides between a renewal and the lease's own end. It is the time of the end on the scale
 * of {@link LockFreeCore#leaseTime}, which is not negative.
 *
 * <pre>
 *   from          to             by                                         how
 *   a moment      a later one    a renewal                                  CAS
 *   a moment      an earlier one a renewal, which has armed a timer for it  CAS
 *   a moment      claimed        a thread that finds the moment due         CAS; sets the sign, and ends the lease
 * </pre>
 *
 * A renewal to a moment that is not after now ends the lease, and leaves the word as it is.
 *
 * <ul>
 *   <li>U1: A claimed moment never changes again. So a renewal whose CAS succeeded comes before each claim, and a claim
 *       has read the moment of the last renewal.
 *   <li>U2: A thread that meets a claimed moment ends the lease itself before it goes on.
 *   <li>U3: While the lease is live, {@code timer} is a pending timer that is due at the moment or earlier, or it has
 *       fired and its task has not finished, or a renewal to an earlier moment has not returned. A timer that fires
 *       before the moment arms the next one. A thread replaces the timer by a CAS, and only by an earlier one, or if it
 *       is not pending any more. It then looks whether the new timer has fired before, and cancels the old one last, so
 *       that a thread which stalls leaves a pending timer.
 *   <li>U4: A thread that has replaced the timer reads the state again, and cancels its timer if the lease has ended. A
 *       thread that ends the lease reads the timer after the CAS of the state. So no timer outlives the lease.
 *   <li>N20: If the timer of a renewal to an earlier moment fires before the renewal has returned, and the renewal then
 *       finds no room on the stack, or no memory for a second, to end the lease, the lease ends when its previous timer
 *       fires. If none is pending, the next renewal, or {@code expireIfDue}, ends it. A renewal that finds no room on the
 *       stack after it has armed its timer leaves that timer, which then fires in vain.
 * </ul>
 */
final class LeaseNode extends CancelNode implements RenewableLease, DeadlineHolder, ShutdownListener {

    private static final VarHandle MOMENT =
            fieldVarHandle(lookup(), "moment", VarHandle.class, LeaseNode.class, long.class);
    private static final VarHandle TIMER =
            fieldVarHandle(lookup(), "timer", VarHandle.class, LeaseNode.class, TimerNode.class);

    private volatile long moment;
    private final long durationNanos;
    private final @Nullable Throwable expiryCause;
    private volatile @Nullable TimerNode timer;

    /** A node that is not attached yet, and has no timer. */
    LeaseNode(
            Parent parent,
            @Nullable Context values,
            long expiresNanos,
            long nowNanos,
            long durationNanos,
            @Nullable Throwable expiryCause) {
        super(parent, values, parent.deadlineHolder());
        this.durationNanos = durationNanos;
        this.expiryCause = expiryCause;
        MOMENT.set(this, Moments.of(expiresNanos, nowNanos, core().leaseTime(nowNanos)));
    }

    // ---- renewing

    @Override
    public boolean renew() {
        return renewNanos(durationNanos);
    }

    @Override
    public boolean renew(long timeNanos, long nowNanos) {
        long now = core().leaseTime(nowNanos);
        long next = Moments.of(timeNanos, nowNanos, now);
        while (true) {
            long seen = moment;
            if (Moments.isClaimed(seen) || isDone()) {
                break;
            }
            if (Moments.isDue(seen, now)) {
                if (claim(seen)) {
                    break;
                }
            } else if (Moments.isDue(next, now)) {
                // Without a claim: a call that finds no memory for the end throws, and has changed nothing.
                end(Verdict.deadlineExceeded(expiryCause));
                break;
            } else if (next < seen) {
                if (renewToEarlier(seen, next, timeNanos)) {
                    return !isDoneBelow();
                }
            } else if (MOMENT.compareAndSet(this, seen, next)) {
                if (next != Moments.NEVER) {
                    core().wheel.ensureThread(); // There may be none since the factory of threads has failed.
                }
                return !isDoneBelow();
            }
        }
        endIfClaimed();
        return !isDoneBelow();
    }

    /** Arms the timer first, because there may be no memory for it. Returns false if the moment has changed. */
    private boolean renewToEarlier(long seen, long next, long timeNanos) {
        TimerNode armed = arm(timeNanos);
        if (armed == null) {
            return true; // The runtime is closed, so the lease has ended.
        }
        if (!MOMENT.compareAndSet(this, seen, next)) {
            armed.cancel();
            return false;
        }
        install(armed);
        return true;
    }

    @Override
    public long expiresNanos() {
        long last = Moments.withoutClaim(moment);
        return last == Moments.NEVER ? NO_DEADLINE : core().nanosOf(last);
    }

    // ---- the end at the moment

    private boolean claim(long seen) {
        return MOMENT.compareAndSet(this, seen, seen | Moments.CLAIMED);
    }

    /** U2. */
    private void endIfClaimed() {
        if (Moments.isClaimed(moment)) {
            end(Verdict.deadlineExceeded(expiryCause));
        }
    }

    /** Ends the lease if its moment has come. */
    @Override
    public DeadlineHolder expireOwn(long nowNanos) {
        long now = core().leaseTime(nowNanos);
        long seen = moment;
        while (!Moments.isClaimed(seen) && Moments.isDue(seen, now) && !claim(seen)) {
            seen = moment;
        }
        endIfClaimed();
        return holderAbove();
    }

    /** A timer has fired. */
    @Override
    public void run() {
        endOrGoOn(core().wheel.cycleNanos());
    }

    /** A timer has fired at this time or later: the lease ends, or the next timer is armed (U3). */
    private void endOrGoOn(long firedNanos) {
        expireOwn(firedNanos);
        if (!isDone()) {
            ensureTimer();
        }
    }

    /** The same for a timer that the wheel has fired already, and does not repeat. */
    private void endOrGoOnAwaitingMemory(long firedNanos) {
        for (int tries = 1; ; tries++) {
            try {
                endOrGoOn(firedNanos);
                return;
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
        }
    }

    /** The runtime was closed before the moment. */
    @Override
    public void onWheelClosed() {
        end(core().closedVerdict());
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return this;
    }

    @Override
    public DeadlineHolder leaseHolder() {
        return this;
    }

    @Override
    public DeadlineHolder source() {
        return holderAbove();
    }

    @Override
    public long deadlineNanos() {
        return DeadlineHolder.ownerOf(this).deadlineNanos();
    }

    // ---- the timer

    /**
     * Arms the first timer. To be called before the lease is attached ({@link DeadlineNode} D1).
     *
     * @throws IllegalStateException if the runtime is closed
     */
    void armFirst() {
        install(core().wheel.arm(expiresNanos(), this));
    }

    /** Arms a timer for the moment, unless one is pending that is early enough. */
    private void ensureTimer() {
        long expiresNanos = expiresNanos();
        TimerNode current = timer;
        if (expiresNanos == NO_DEADLINE || (current != null && covers(current, expiresNanos))) {
            return;
        }
        TimerNode armed = arm(expiresNanos);
        if (armed != null) {
            install(armed);
        }
    }

    /** Whether a timer is pending, and due at a moment or earlier. */
    private static boolean covers(TimerNode timer, long timeNanos) {
        return !timer.isExpired() && !timer.isCancelled() && timer.deadlineNanos() - timeNanos <= 0;
    }

    /** Ends the lease and returns null if the runtime is closed. */
    private @Nullable TimerNode arm(long timeNanos) {
        try {
            return core().wheel.arm(timeNanos, this);
        } catch (IllegalStateException e) {
            core().requireClosed(e);
            end(core().closedVerdict());
            return null;
        }
    }

    /** Lets a timer that was armed be the timer of the lease, or cancels it if there is an earlier one (U3). */
    private void install(TimerNode armed) {
        while (true) {
            TimerNode current = timer;
            if (current != null && covers(current, armed.deadlineNanos())) {
                armed.cancel();
                return;
            }
            if (TIMER.compareAndSet(this, current, armed)) {
                if (armed.isExpired()) {
                    // The timer may have fired before the CAS of the moment, or before this one.
                    endOrGoOnAwaitingMemory(armed.deadlineNanos());
                }
                if (current != null) {
                    current.cancel(); // Not before: until then it is the timer that another thread relies on.
                }
                if (stateVolatile() instanceof Verdict) {
                    armed.cancel(); // U4
                }
                return;
            }
        }
    }

    @Override
    void disarm() {
        TimerNode current = timer;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    void disarmExclusive() {
        disarm();
    }

    @Override
    String pathSegment() {
        return PathFormat.withLease(this);
    }
}
