package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The wheel's other half, which one thread at a time has to itself.
 *
 * <ul>
 *   <li>I1: never early. A node is due in the tick that begins at or after its deadline, and is fired when the clock was
 *       read in that tick or later.
 *   <li>I2: none is lost: a node is in the inbox, in {@code adopting}, or in the slots, until one CAS decides its fate.
 *   <li>I3: tasks run between steps that leave everything consistent, so that they may schedule, cancel and close. The
 *       owner takes a node out before it runs its task, and asks for the next one after.
 *   <li>I4: what is cancelled keeps nothing but its node, and that no longer than until the owner comes by.
 *   <li>I5: a cycle goes round the stripes and takes a share of each, until its budget is spent or nothing is left: none
 *       waits for the backlog of another.
 *   <li>N1: between a producer that has cancelled and the owner's next visit, {@link #pending()} counts the node.
 *   <li>N2: a stack overflow within a cycle may lose timers: do not run it at the end of a deep recursion.
 * </ul>
 */
public final class WheelOwner {

    /** Nodes of a kind that are looked at per cycle. */
    static final int BUDGET = 1024;
    /** A nap, in nanoseconds: how long cancelled nodes may wait for their release while there is traffic. */
    static final long NAP = 1L << 23;
    /** Naps go on for so long after the last traffic, a quarter of a second. */
    static final long NAPPING = NAP << 5;

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(WheelOwner.class, "pending", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final long origin;
    private final int shift;
    private final StripedStacks inbox;
    private final StripedStacks cancelled;
    private final PlannedWake plannedWake;

    private final Slots slots;
    private final Budget budget = new Budget(BUDGET);
    private final int share;
    /** What was taken of each stripe and not been looked at, for want of budget. */
    private final @Nullable TimerNode[] adopting;

    private final @Nullable TimerNode[] releasing;
    /** Made once: the owner allocates nothing. */
    private final IntBinaryOperator adopt = this::adopt;

    private final IntBinaryOperator release = this::release;
    private long now;
    private long lastTraffic = -NAPPING;
    private boolean behind;
    private boolean working;
    private boolean closed;

    private volatile long pending;

    WheelOwner(
            NanoClock clock,
            long origin,
            int shift,
            ErrorHandler errorHandler,
            StripedStacks inbox,
            StripedStacks cancelled,
            PlannedWake plannedWake) {
        this.clock = clock;
        this.origin = origin;
        this.shift = shift;
        this.errorHandler = errorHandler;
        this.inbox = inbox;
        this.cancelled = cancelled;
        this.plannedWake = plannedWake;
        slots = new Slots(origin, shift);
        share = BUDGET / StripedStacks.count();
        adopting = new @Nullable TimerNode[StripedStacks.count()];
        releasing = new @Nullable TimerNode[StripedStacks.count()];
    }

    /** Any thread. */
    long pending() {
        return pending;
    }

    // ---- a cycle

    /** Returns how many nodes were looked at; 0 also from within a task. */
    public int doWork() {
        if (working || closed) {
            return 0;
        }
        working = true;
        try {
            boolean woken = plannedWake.awake();
            now = Math.max(now, clock.nanoTime() - origin);
            if (woken) {
                lastTraffic = now; // though its timer may have been taken back since
            }
            int work = adopt();
            work += fire();
            work += release();
            return work;
        } finally {
            working = false;
            publishPending();
        }
    }

    private int adopt() {
        behind = false;
        return goRound(adopt);
    }

    private int adopt(int stripe, int most) {
        int seen = 0;
        while (seen < most) {
            TimerNode node = nextOf(inbox, stripe, adopting);
            if (node == null) {
                break;
            }
            adopting[stripe] = node.next;
            node.next = null;
            if (node.adopt()) {
                slots.add(node);
            }
            seen++;
        }
        return seen;
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
        return goRound(release);
    }

    private int release(int stripe, int most) {
        int seen = 0;
        while (seen < most) {
            TimerNode node = nextOf(cancelled, stripe, releasing);
            if (node == null) {
                break;
            }
            releasing[stripe] = node.takeCancelledLink();
            if (!node.isReleased()) {
                slots.remove(node);
                node.released();
            }
            seen++;
        }
        return seen;
    }

    /** I5; the visit is given a stripe and the most nodes to look at, and returns how many it has. */
    private int goRound(IntBinaryOperator visit) {
        int left = BUDGET;
        int before;
        do {
            before = left;
            for (int stripe = 0; stripe < StripedStacks.count(); stripe++) {
                left -= visit.applyAsInt(stripe, Math.min(share, left));
            }
        } while (left > 0 && left < before);
        behind |= left == 0;
        if (left < BUDGET) {
            lastTraffic = now;
        }
        return BUDGET - left;
    }

    /** Of what was taken, else of what can be taken. */
    private static @Nullable TimerNode nextOf(StripedStacks stacks, int stripe, @Nullable TimerNode[] taken) {
        TimerNode next = taken[stripe];
        if (next == null) {
            next = stacks.take(stripe);
            taken[stripe] = next;
        }
        return next;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }

    /** Readers of {@link #pending()} keep the line as long as it stays the same. */
    private void publishPending() {
        long size = slots.size();
        if ((long) PENDING.get(this) != size) {
            PENDING.setRelease(this, size);
        }
    }

    // ---- sleeping

    /**
     * Until when to sleep, on the scale of the clock, with nothing due before; {@link Long#MAX_VALUE} for ever. Nearer
     * deadlines and cancellations end the sleep. To a task the owner is awake, and has work.
     */
    public long nextWakeNanos() {
        if (working) {
            return origin;
        }
        long wake = deepSleep();
        plannedWake.narrow(wake);
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
        plannedWake.narrow(wake);
        return toNanos(wake);
    }

    /** For everybody to end, until it is narrowed. */
    private long deepSleep() {
        plannedWake.sleep();
        adopt();
        release();
        return nextWake();
    }

    private long nextWake() {
        publishPending();
        long tick = slots.nextTick();
        if (behind || tick <= Ticks.currentTick(now, shift)) {
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

    /** When the wheel was made: earlier than every wake. */
    public long startNanos() {
        return origin;
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
        for (int stripe = 0; stripe < adopting.length; stripe++) {
            abandonAll(adopting[stripe]);
            adopting[stripe] = null;
            abandonAll(inbox.close(stripe));
        }
        for (int stripe = 0; stripe < releasing.length; stripe++) {
            letGo(releasing[stripe]);
            releasing[stripe] = null;
            letGo(cancelled.close(stripe));
        }
        for (TimerNode node = slots.pollAny(); node != null; node = slots.pollAny()) {
            abandon(node);
        }
        publishPending();
        plannedWake.awake();
    }

    private void abandonAll(@Nullable TimerNode chain) {
        for (TimerNode node = chain; node != null; ) {
            TimerNode older = node.next;
            node.next = null;
            abandon(node);
            node = older;
        }
    }

    private void abandon(TimerNode node) {
        if (node.abandon() instanceof ClosableTask task) {
            try {
                task.wheelClosed();
            } catch (Throwable e) {
                errorHandler.onError(e);
            }
        }
    }

    private static void letGo(@Nullable TimerNode chain) {
        for (TimerNode node = chain; node != null; ) {
            node = node.takeCancelledLink();
        }
    }
}
