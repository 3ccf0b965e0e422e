package dev.curfew.wheel.internal;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The wheel as producers see it: nothing here is written after the constructor. They push nodes on an inbox, the owner
 * takes them from there into the slots; who cancels what is in a slot pushes it on a stack of its own, the owner takes it
 * from there out of the slot. {@link TimerNode} has the states, {@link WheelOwner} the other half.
 *
 * <p>Time here is nanoseconds, at least 0, since a moment 73 years before the wheel was made, as the clock may step back: 292 years
 * of it.
 */
public final class Wheel {

    private final NanoClock clock;
    private final long origin;
    private final int shift;
    private final StripedStacks inbox = new StripedStacks();
    private final StripedStacks cancelled = new StripedStacks();
    private final PlannedWake plannedWake;
    private final @Nullable Backlog backlog;
    private final WheelOwner owner;

    /**
     * A wheel that begins now, whose owner may neglect it.
     *
     * @param tickNanos checked, rounded up here
     * @param errorHandler throws nothing
     * @param wakeup null for an owner that never sleeps
     */
    public Wheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler, @Nullable Runnable wakeup) {
        this(clock, tickNanos, errorHandler, wakeup, new Backlog());
    }

    /** @param backlog null for an owner that comes by for certain */
    Wheel(
            NanoClock clock,
            long tickNanos,
            ErrorHandler errorHandler,
            @Nullable Runnable wakeup,
            @Nullable Backlog backlog) {
        this.clock = clock;
        this.backlog = backlog;
        shift = Ticks.shiftOf(tickNanos);
        long past = Ticks.pastOf(shift);
        origin = clock.nanoTime() - past;
        plannedWake = new PlannedWake(wakeup, errorHandler);
        owner = new WheelOwner(clock, origin, past, shift, errorHandler, inbox, cancelled, plannedWake, backlog);
    }

    /** For one thread at a time. */
    public WheelOwner owner() {
        return owner;
    }

    public long pending() {
        return owner.pending();
    }

    /** Whether nothing was pushed since the owner looked. Volatile: ordered after what the caller has stored before. */
    boolean isInboxEmpty() {
        for (int stripe = 0; stripe < StripedStacks.count(); stripe++) {
            if (inbox.headVolatile(stripe) != null) {
                return false;
            }
        }
        return true;
    }

    /** Returns null if the wheel is closed. */
    public @Nullable TimerNode schedule(long deadlineNanos, Runnable task) {
        long time = deadlineNanos - origin;
        if (time >= 0 && time <= Ticks.FURTHEST && deadlineNanos != Long.MAX_VALUE) {
            return push(new TimerNode(this, deadlineNanos, task));
        }
        return scheduleFar(deadlineNanos, task);
    }

    /** A deadline long before the wheel's start or far after it, or never: what it means depends on now. */
    private @Nullable TimerNode scheduleFar(long deadlineNanos, Runnable task) {
        if (deadlineNanos == Long.MAX_VALUE) {
            boolean closed = inbox.headAcquire(inbox.ofThisThread()) == StripedStacks.CLOSED;
            return closed ? null : new TimerNode(this, deadlineNanos, task);
        }
        return push(new TimerNode(this, clamped(deadlineNanos), task));
    }

    /** At most {@link Ticks#FURTHEST} from now, and not beyond the wheel's time. */
    private long clamped(long deadlineNanos) {
        long nowNanos = clock.nanoTime();
        long most = Math.min(Ticks.FURTHEST, Long.MAX_VALUE - 1 - Math.max(0, nowNanos - origin));
        long left = Math.max(-Ticks.FURTHEST, Math.min(deadlineNanos - nowNanos, most));
        long deadline = nowNanos + left;
        return deadline == Long.MAX_VALUE ? deadline + 1 : deadline;
    }

    private @Nullable TimerNode push(TimerNode node) {
        int stripe = inbox.ofThisThread();
        while (true) {
            TimerNode newest = inbox.headAcquire(stripe);
            if (newest == StripedStacks.CLOSED) {
                return null;
            }
            node.next = newest;
            if (inbox.casHead(stripe, newest, node)) {
                plannedWake.pushed(Ticks.startOf(Ticks.dueTick(node.deadlineNanos() - origin, shift), shift));
                return node;
            }
            stripe = inbox.after(stripe);
        }
    }

    /**
     * Pops the node if it is the newest of this thread's stripe, the common case of who cancels in the order of a stack:
     * the owner never sees it. Returns whether it did.
     */
    boolean takeBack(TimerNode node) {
        int stripe = inbox.ofThisThread();
        if (inbox.headAcquire(stripe) == node && inbox.casHead(stripe, node, node.next)) {
            node.next = null;
            return true;
        }
        return false;
    }

    void cancelledInInbox(TimerNode node) {
        if (!takeBack(node) && node.deadlineNanos() != Long.MAX_VALUE) {
            plannedWake.cancelled();
            left();
        }
    }

    /** A cancelled node waits for the owner. */
    private void left() {
        if (backlog != null && backlog.isTooLong(inbox.ofThisThread())) {
            owner.tidy();
        }
    }

    void cancelledInSlot(TimerNode node) {
        int stripe = cancelled.ofThisThread();
        while (true) {
            TimerNode newest = cancelled.headAcquire(stripe);
            if (newest == StripedStacks.CLOSED) {
                node.linkCancelled(null);
                return;
            }
            node.linkCancelled(newest);
            if (cancelled.casHead(stripe, newest, node)) {
                plannedWake.cancelled();
                left();
                return;
            }
            stripe = cancelled.after(stripe);
        }
    }
}
