package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Context;
import dev.curfew.internal.wheel.RecurringTask;
import dev.curfew.internal.wheel.RecurringTimer;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * When the scope in one slot ends by itself, and the timer for that. The timer outlives the scope: while it is pending
 * for the time of the deadline or earlier, the next scope of the slot needs no other one.
 *
 * <p>The word {@code moment} decides between a renewal and the end, as in {@link LeaseNode} (U1). It is the moment of the
 * last scope also after the end of that scope.
 *
 * <ul>
 *   <li>Z5: While a scope with a moment is live, {@code timer} covers that moment, or its task runs and will look again, or
 *       the owner has not returned from opening or renewing. The task tells the timer what it is to do next, and then reads
 *       the word, the moment and {@code timer} again. The owner changes the word or the moment by an atomic operation, and
 *       then reads the timer. So one of the two sees the other. If both do, and the timer is over, one of them takes it
 *       ({@link RecurringTimer} T5).
 *   <li>Z6: The task counts as inside the slot ({@link ScopeSlot} F4). So while it looks at one life, no other begins.
 *   <li>Z7: A timer that fires before the moment of the last scope, also of a released one, is filed for that moment, and
 *       is over after it. So a slot in use keeps its timer, and the timer of an idle slot is filed at most once more.
 *   <li>Z8: The owner stores a timer in the slot only after it has armed it. If arming throws, the slot keeps the old
 *       timer, and the owner stores the old moment again. So a renewal that throws leaves the old deadline, unless a
 *       thread has found the new moment due before.
 *   <li>Z9: No loop of the owner waits for the task. A timer that fires before it is stored is armed once more. If the
 *       task runs while the moment is still the old one, it may file the timer for that moment, which is later. The owner
 *       looks at the timer again after it has moved the moment, and replaces it.
 *   <li>N19: A renewal that finds no room on the stack after it has moved the moment may leave the new moment, and, if a
 *       timer fires within it, the scope without a timer. So may one that throws while the task gives up the timer. A
 *       renewal to a moment that is not after now, and that finds no memory, leaves the moment claimed. The next renewal,
 *       or {@code expireIfDue}, finds the moment.
 * </ul>
 */
final class ScopeTimer implements RecurringTask {

    private static final VarHandle MOMENT =
            fieldVarHandle(lookup(), "moment", VarHandle.class, ScopeTimer.class, long.class);

    private final ScopeSlot slot;
    private final LockFreeCore core;
    private volatile long moment = Moments.NEVER;
    private volatile @Nullable RecurringTimer timer;

    ScopeTimer(ScopeSlot slot, LockFreeCore core) {
        this.slot = slot;
        this.core = core;
    }

    // ---- the owner

    /** Sets the moment of the scope that is being opened. Plain: the store of the word publishes it. */
    void set(long next) {
        MOMENT.set(this, next);
    }

    /**
     * Arms a timer, unless there is one that runs early enough. Asks for a wheel thread in either case, because there may
     * be none since the factory of threads has failed.
     *
     * @throws IllegalStateException if the runtime is closed; no timer has changed then
     */
    void ensure(long timeNanos) {
        RecurringTimer current = timer;
        if (current != null && current.covers(timeNanos)) {
            core.wheel.ensureThread();
        } else {
            arm(timeNanos, current);
        }
    }

    private void arm(long timeNanos, @Nullable RecurringTimer current) {
        if (current == null || !armIfOver(current, timeNanos, null)) {
            replace(current, core.wheel.recurringTimer(), timeNanos);
        }
        if (slot.isPoolDone()) {
            cancel(); // The walk through the pool may have come before.
        }
    }

    /**
     * Takes and arms a timer that is over. Returns false if it is not.
     *
     * @param otherwise what the slot has as its timer if arming fails (Z8). The timer that was taken may be pending all the
     *     same; its task then finds that it is not wanted
     */
    private boolean armIfOver(RecurringTimer over, long timeNanos, @Nullable RecurringTimer otherwise) {
        boolean isTaken = false;
        try {
            isTaken = over.take(timeNanos);
            if (isTaken) {
                core.wheel.arm(over, timeNanos, this);
            }
            return isTaken;
        } catch (Throwable e) {
            if (isTaken && timer == over) { // Otherwise the wakeup of the wheel has opened the next scope of the slot.
                timer = otherwise; // In the frame that has taken it: a store needs no room on the stack.
            }
            throw e;
        }
    }

    private void replace(@Nullable RecurringTimer current, RecurringTimer next, long timeNanos) {
        armIfOver(next, timeNanos, current);
        if (timer != current) {
            next.cancel(); // The wakeup of the wheel has opened the next scope of the slot, with another timer.
            return;
        }
        timer = next;
        armIfOver(next, timeNanos, current); // It may have fired before it was stored (Z9).
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * Moves the moment of a live scope.
     *
     * @return false if the scope is due, or the new moment is not after now; then its moment is claimed
     * @throws IllegalStateException if the runtime is closed
     */
    boolean renew(long life, long timeNanos, long nowNanos) {
        long now = core.leaseTime(nowNanos);
        long next = Moments.of(timeNanos, nowNanos, now);
        while (true) {
            long seen = moment;
            if (Moments.isClaimed(seen)) {
                return false;
            }
            if (Moments.isDue(seen, now) || Moments.isDue(next, now)) {
                if (claim(seen)) {
                    return false;
                }
                continue;
            }
            if (next != Moments.NEVER) {
                ensure(timeNanos); // before the moment, because there may be no memory
                if (slot.word != life) {
                    return true; // It has ended, or the wakeup of the wheel has released it.
                }
            }
            if (MOMENT.compareAndSet(this, seen, next)) {
                if (next != Moments.NEVER) {
                    ensureAgain(life, timeNanos, seen, next);
                }
                return true;
            }
        }
    }

    /** After the moment has moved (Z5, Z8). */
    private void ensureAgain(long life, long timeNanos, long before, long after) {
        try {
            ensure(timeNanos);
        } catch (Throwable e) {
            if (slot.word == life) { // Otherwise it has ended, or the wakeup of the wheel has released it.
                MOMENT.compareAndSet(this, after, before);
            }
            throw e;
        }
    }

    // ---- any thread

    /** The deadline of the last scope; {@link Context#NO_DEADLINE} if it had none. */
    long deadlineNanos() {
        long last = Moments.withoutClaim(moment);
        return last == Moments.NEVER ? Context.NO_DEADLINE : core.nanosOf(last);
    }

    /** Whether the scope ends by itself at this time, or is about to. */
    boolean isDue(long nowNanos) {
        long seen = moment;
        return Moments.isClaimed(seen) || Moments.isDue(seen, core.leaseTime(nowNanos));
    }

    /** Claims the moment if it is due. Returns whether it is claimed. The caller is inside the slot. */
    boolean claimIfDue(long nowNanos) {
        long now = core.leaseTime(nowNanos);
        long seen = moment;
        while (!Moments.isClaimed(seen) && Moments.isDue(seen, now) && !claim(seen)) {
            seen = moment;
        }
        return Moments.isClaimed(moment);
    }

    private boolean claim(long seen) {
        return MOMENT.compareAndSet(this, seen, seen | Moments.CLAIMED);
    }

    /** The pool is done: no scope of it needs a timer. */
    void cancel() {
        RecurringTimer current = timer;
        if (current != null) {
            current.cancel();
        }
    }

    // ---- the wheel thread

    @Override
    public boolean wants(RecurringTimer fired) {
        return timer == fired && !slot.isPoolDone();
    }

    @Override
    public boolean run(RecurringTimer fired) {
        slot.enter();
        try {
            return endOrGoOn(fired, core.wheel.cycleNanos());
        } finally {
            slot.leave();
        }
    }

    private boolean endOrGoOn(RecurringTimer fired, long nowNanos) {
        while (true) {
            boolean isWanted = wants(fired);
            long word = slot.word;
            long seen = moment;
            boolean isPast = Moments.isClaimed(seen) || Moments.isDue(seen, core.leaseTime(nowNanos));
            if (isWanted && isPast && slot.isUnfinished(word)) {
                try {
                    slot.expire(ScopeWord.lifeOf(word), nowNanos);
                } catch (VirtualMachineError e) {
                    fired.file(nowNanos + 1); // No memory, or no room on the stack: once more in the next tick.
                    core.report(e);
                    return true;
                }
                continue; // The scope has ended, or was renewed.
            }
            boolean isNeeded = isWanted && !isPast && seen != Moments.NEVER;
            if (isNeeded) {
                fired.file(core.nanosOf(seen));
            } else {
                fired.over();
            }
            boolean isChanged = slot.word != word || moment != seen || wants(fired) != isWanted;
            if (!isChanged || (!isNeeded && !fired.take(nowNanos))) { // The owner has taken it, and arms it.
                return isNeeded;
            }
        }
    }

    /** The runtime was closed before the moment. */
    @Override
    public void onWheelClosed() {
        slot.enter();
        try {
            long word = slot.word;
            if (slot.isUnfinished(word) && moment != Moments.NEVER) {
                slot.endWithRuntime(ScopeWord.lifeOf(word));
            }
        } finally {
            slot.leave();
        }
    }
}
