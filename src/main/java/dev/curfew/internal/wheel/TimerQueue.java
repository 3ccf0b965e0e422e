package dev.curfew.internal.wheel;

import dev.curfew.internal.Deadlines;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The producers' half of a timing wheel: any thread schedules and cancels timers. No field is written after the
 * constructor.
 *
 * <p>A producer pushes the node of a timer on the inbox, from where the wheel thread moves it into a slot. A canceller
 * of a node that is in a slot pushes it on the cancel stack, and the wheel thread then unlinks it from its
 * slot. {@link TimerNode} has the states, {@link WheelConsumer} is the other half.
 *
 * <p>The time of a wheel is nanoseconds, at least 0. It begins 73 years before the wheel was made, as the clock may
 * step back, and lasts 292 years.
 */
public final class TimerQueue {

    private final NanoClock clock;
    private final long origin;
    private final int shift;
    private final StripedStacks inbox = new StripedStacks();
    private final StripedStacks cancelled = new StripedStacks();
    private final WakeupGate gate;
    private final @Nullable Backlog backlog;
    private final WheelConsumer consumer;

    /**
     * A wheel whose user may forget to drive it: threads that cancel then reap cancelled nodes now and then.
     *
     * @param tickNanos a checked length, which is rounded up here
     * @param errorHandler a handler that throws nothing
     * @param wakeup null for a wheel thread that never sleeps
     */
    public TimerQueue(NanoClock clock, long tickNanos, ErrorHandler errorHandler, @Nullable Runnable wakeup) {
        this(clock, tickNanos, errorHandler, wakeup, new Backlog());
    }

    /** @param backlog null for a wheel thread that drives for certain */
    TimerQueue(
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
        gate = new WakeupGate(wakeup, errorHandler);
        consumer = new WheelConsumer(clock, origin, past, shift, errorHandler, inbox, cancelled, gate, backlog);
    }

    /** The other half, for one thread at a time. */
    public WheelConsumer consumer() {
        return consumer;
    }

    public long pending() {
        return consumer.pending();
    }

    /**
     * Whether nothing was pushed since the wheel thread took the inbox. The reads are volatile: they follow the
     * caller's stores.
     */
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
        if (time >= 0 && time <= Deadlines.MAX_NANOS && deadlineNanos != Deadlines.NONE) {
            return push(new TimerNode(this, deadlineNanos, task));
        }
        return scheduleFar(deadlineNanos, task);
    }

    /**
     * Schedules at a deadline that is long before the start of the wheel, far after it, or never: that depends on the
     * current time.
     */
    private @Nullable TimerNode scheduleFar(long deadlineNanos, Runnable task) {
        if (deadlineNanos == Deadlines.NONE) {
            boolean closed = inbox.headAcquire(inbox.ofThisThread()) == StripedStacks.CLOSED;
            return closed ? null : new TimerNode(this, deadlineNanos, task);
        }
        return push(new TimerNode(this, clamped(deadlineNanos), task));
    }

    RecurringTimer recurringTimer() {
        return new RecurringTimer(this);
    }

    /**
     * Arms a timer that is over, unless its task files it at this moment. Returns false, and leaves it over, if the
     * wheel is closed.
     */
    boolean arm(RecurringTimer timer, long deadlineNanos, RecurringTask task) {
        long time = deadlineNanos - origin;
        long due = time >= 0 && time <= Deadlines.MAX_NANOS ? deadlineNanos : clamped(deadlineNanos);
        if (timer.arm(due, task) && push(timer) == null) {
            timer.over();
            return false;
        }
        return true;
    }

    /** The deadline, or one that is {@link Deadlines#MAX_NANOS} from now, or the last one in the time of the wheel. */
    private long clamped(long deadlineNanos) {
        long nowNanos = clock.nanoTime();
        long most = Long.MAX_VALUE - 1 - Math.max(0, nowNanos - origin);
        return Deadlines.after(nowNanos, Math.min(deadlineNanos - nowNanos, most));
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
                gate.pushed(Ticks.startOf(Ticks.dueTick(node.deadlineNanos() - origin, shift), shift));
                return node;
            }
            stripe = inbox.after(stripe);
        }
    }

    /**
     * Pops the node if it is the newest of this thread's stripe, as it mostly is if timers are cancelled in the order
     * of a stack. The wheel thread never sees such a node. Returns whether the node was popped.
     */
    boolean tryPop(TimerNode node) {
        int stripe = inbox.ofThisThread();
        if (inbox.headAcquire(stripe) == node && inbox.casHead(stripe, node, node.next)) {
            node.next = null;
            return true;
        }
        return false;
    }

    void cancelledInInbox(TimerNode node) {
        if (!tryPop(node) && node.deadlineNanos() != Deadlines.NONE) {
            gate.cancelled();
            noteCancelled();
        }
    }

    /** A cancelled node waits to be reaped. */
    private void noteCancelled() {
        if (backlog != null && backlog.isTooLong(inbox.ofThisThread())) {
            consumer.tidy();
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
                gate.cancelled();
                noteCancelled();
                return;
            }
            stripe = cancelled.after(stripe);
        }
    }
}
