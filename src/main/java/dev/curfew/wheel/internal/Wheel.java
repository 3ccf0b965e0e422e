package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Producers push nodes on an inbox, the owner takes them from there into the slots; cancellers push what is in a slot on a
 * stack of its own, the owner takes it from there out of the slot. {@link TimerNode} has the states.
 *
 * <ul>
 *   <li>I1: never early. A node is due in the tick that begins at or after its deadline, and is fired when the clock was
 *       read in that tick or later.
 *   <li>I2: none is lost: a node is in the inbox, in {@code adopting}, or in the slots, until one CAS decides its fate.
 *   <li>I3: tasks run between steps that leave everything consistent, so that they may schedule, cancel and close.
 *   <li>I4: what is cancelled keeps nothing but its node, and that no longer than until the owner comes by.
 *   <li>N1: between a producer that has cancelled and the owner's next visit, {@link #pending()} counts the node.
 * </ul>
 *
 * Time here is nanoseconds since the wheel was made, at least 0: 292 years of it.
 */
public final class Wheel {

    /** Nodes of a kind that are looked at per cycle. */
    static final int BUDGET = 1024;
    /** A nap, in nanoseconds: how long cancelled nodes may wait for their release while there is traffic. */
    static final long NAP = 1L << 23;
    /** Naps go on for so long after the last traffic, a quarter of a second. */
    static final long NAPPING = NAP << 5;

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(Wheel.class, "pending", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final long origin;
    private final int shift;
    private final StripedStacks inbox = new StripedStacks();
    private final StripedStacks cancelled = new StripedStacks();
    private final PlannedWake plannedWake;

    // The owner's.
    private final Slots slots;
    private final Budget budget = new Budget(BUDGET);
    private @Nullable TimerNode adopting;
    private @Nullable TimerNode releasing;
    private long now;
    private long lastTraffic = -NAPPING;
    private boolean working;
    private boolean closed;

    private volatile long pending;

    /**
     * @param tickNanos checked, rounded up here
     * @param errorHandler throws nothing
     * @param wakeup null for an owner that never sleeps
     */
    public Wheel(NanoClock clock, long tickNanos, ErrorHandler errorHandler, @Nullable Runnable wakeup) {
        this.clock = clock;
        this.errorHandler = errorHandler;
        origin = clock.nanoTime();
        shift = Ticks.shiftOf(tickNanos);
        slots = new Slots(origin, shift);
        plannedWake = new PlannedWake(wakeup, errorHandler);
    }

    public long pending() {
        return pending;
    }

    // ---- producers

    /** Returns null if the wheel is closed. */
    public @Nullable TimerNode schedule(long deadlineNanos, Runnable task) {
        if (deadlineNanos == Long.MAX_VALUE) {
            return new TimerNode(this, deadlineNanos, task);
        }
        long time = deadlineNanos - origin;
        if (time < 0 || time > Ticks.FURTHEST) {
            return push(new TimerNode(this, clamped(deadlineNanos), task));
        }
        return push(new TimerNode(this, deadlineNanos, task));
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
                plannedWake.pushed(node.deadlineNanos() - origin);
                return node;
            }
            stripe = inbox.after(stripe);
        }
    }

    /** A deadline that is far from the wheel's start: what it means depends on now. */
    private long clamped(long deadlineNanos) {
        long nowNanos = clock.nanoTime();
        long left = Math.max(-Ticks.FURTHEST, Math.min(deadlineNanos - nowNanos, Ticks.FURTHEST));
        long deadline = nowNanos + left;
        return deadline == Long.MAX_VALUE ? deadline + 1 : deadline;
    }

    void cancelledInInbox() {
        plannedWake.cancelled();
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
                return;
            }
            stripe = cancelled.after(stripe);
        }
    }

    // ---- owner

    /** One cycle. Returns how many nodes were looked at; 0 also from within a task. */
    public int doWork() {
        if (working || closed) {
            return 0;
        }
        working = true;
        try {
            plannedWake.awake();
            now = Math.max(now, clock.nanoTime() - origin);
            int work = adopt();
            work += fire();
            work += release();
            return work;
        } finally {
            working = false;
            PENDING.setRelease(this, slots.size());
        }
    }

    /** When the wheel was made: earlier than every wake. */
    public long startNanos() {
        return origin;
    }

    /**
     * Until when to sleep, on the scale of the clock, with nothing due before; {@link Long#MAX_VALUE} for ever. Nearer
     * deadlines and cancellations end the sleep.
     */
    public long nextWakeNanos() {
        long wake = deepSleep();
        plannedWake.sleep(wake);
        return toNanos(wake);
    }

    /**
     * The same for an owner that naps while there is traffic: cancelled nodes wait, and nobody else will see to them.
     * After that, the first deadline of any kind ends its sleep: traffic has come back.
     */
    long nextNapNanos() {
        if (now - lastTraffic >= NAPPING) {
            return toNanos(deepSleep());
        }
        long nap = now + NAP;
        plannedWake.nap(nap);
        adopt();
        long wake = Math.min(nextWake(), nap);
        plannedWake.nap(wake);
        return toNanos(wake);
    }

    /** For everybody to end, until it is narrowed. */
    private long deepSleep() {
        plannedWake.sleep(Long.MAX_VALUE);
        adopt();
        release();
        return nextWake();
    }

    private long nextWake() {
        long tick = slots.nextTick();
        if (adopting != null || releasing != null || tick <= Ticks.currentTick(now, shift)) {
            return 0; // long past
        }
        return tick == Slots.NONE ? Long.MAX_VALUE : Ticks.startOf(tick, shift);
    }

    private long toNanos(long wake) {
        if (wake == Long.MAX_VALUE) {
            return wake;
        }
        long nanos = origin + wake;
        return nanos == Long.MAX_VALUE ? nanos - 1 : nanos;
    }

    private int adopt() {
        budget.renew();
        adoptChain();
        for (int stripe = 0; stripe < inbox.count() && adopting == null; stripe++) {
            adopting = inbox.take(stripe);
            adoptChain();
        }
        return seen();
    }

    private void adoptChain() {
        while (adopting != null && budget.spend()) {
            TimerNode node = adopting;
            adopting = node.next;
            node.next = null;
            if (node.adopt()) {
                slots.add(node);
            }
        }
    }

    private int fire() {
        budget.renew();
        long tick = Ticks.currentTick(now, shift);
        for (TimerNode node = slots.pollDue(tick, budget); node != null; node = slots.pollDue(tick, budget)) {
            Runnable task = node.fire();
            if (task == null) {
                node.released();
            } else {
                run(task);
            }
        }
        return budget.spent();
    }

    private int release() {
        budget.renew();
        releaseChain();
        for (int stripe = 0; stripe < cancelled.count() && releasing == null; stripe++) {
            releasing = cancelled.take(stripe);
            releaseChain();
        }
        return seen();
    }

    private void releaseChain() {
        while (releasing != null && budget.spend()) {
            TimerNode node = releasing;
            releasing = node.takeCancelledLink();
            if (!node.isReleased()) {
                slots.remove(node);
                node.released();
            }
        }
    }

    private int seen() {
        int spent = budget.spent();
        if (spent > 0) {
            lastTraffic = now;
        }
        return spent;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }

    // ---- closing

    public boolean isClosed() {
        return closed;
    }

    /** By the owner, or by who has made sure that there is none. What is pending is cancelled. Idempotent. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int stripe = 0; stripe < inbox.count(); stripe++) {
            abandonChain();
            adopting = inbox.close(stripe);
        }
        abandonChain();
        for (int stripe = 0; stripe < cancelled.count(); stripe++) {
            letGo(releasing);
            releasing = null;
            letGo(cancelled.close(stripe));
        }
        for (TimerNode node = slots.pollAny(); node != null; node = slots.pollAny()) {
            abandon(node);
        }
        PENDING.setRelease(this, 0L);
        plannedWake.awake();
    }

    private void abandonChain() {
        while (adopting != null) {
            TimerNode node = adopting;
            adopting = node.next;
            node.next = null;
            abandon(node);
        }
    }

    private void abandon(TimerNode node) {
        if (node.abandon() instanceof ClosableTask task) {
            run(task::wheelClosed);
        }
    }

    private static void letGo(@Nullable TimerNode chain) {
        for (TimerNode node = chain; node != null; ) {
            node = node.takeCancelledLink();
        }
    }
}
