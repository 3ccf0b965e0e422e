package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntBinaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The wheel's other half, which one thread at a time has to itself.
 *
 * <ul>
 *   <li>I1: never early. A node is due in the tick that begins at or after its deadline, and is fired when the clock was
 *       read in that tick or later, in the same cycle. After a step of the clock back, what is due by earlier readings waits;
 *       if the step is more than {@link #STEP}, all nodes are filed anew, so that a later reading finds them in time.
 *   <li>I2: none is lost: a node is in the inbox, in {@code adopting}, or in the slots, until one CAS decides its fate; and in
 *       {@code failed} after that, as long as its task finds no memory.
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
    /** A nap, in nanoseconds: how long cancelled nodes may wait for their release while there is much traffic. */
    static final long NAP = 10_000_000;
    /** The longest sleep for so long after traffic: a thread that sets a deadline further away need not wake the owner. */
    static final long DOZE = 1_000_000_000;
    /** So far may the clock be behind an earlier reading, in nanoseconds, before the nodes are filed anew. */
    static final long STEP = 1L << 24;
    /** How often the end of what is armed is tried while the wheel is closed and there is no memory, and how often a second. */
    private static final int MOST_RETRIES = 1_000;

    private static final long RETRY_NANOS = 1_000_000;

    /** Cycles of a canceller that tidies up: enough for the backlog of four stripes. */
    private static final int TIDY_ROUNDS = 4 * Backlog.MOST / BUDGET;

    /** In place of the driver. */
    private static final Object TIDYING = new Object();

    private static final VarHandle PENDING;
    private static final VarHandle DRIVER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PENDING = lookup.findVarHandle(WheelOwner.class, "pending", long.class);
            DRIVER = lookup.findVarHandle(WheelOwner.class, "driver", Object.class);
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
    private final @Nullable Backlog backlog;

    private final Slots slots;
    private final Budget budget = new Budget(BUDGET);
    private final int share;
    /** What was taken of each stripe and not been looked at, for want of budget. */
    private final @Nullable TimerNode[] adopting;

    private final @Nullable TimerNode[] releasing;
    /** Made once: the owner allocates nothing. */
    private final IntBinaryOperator adopt = this::adopt;

    private final IntBinaryOperator release = this::release;
    /** Nodes that have fired, and whose tasks had no memory. */
    private @Nullable TimerNode failed;
    /** The reading of the clock in this cycle. */
    private long now;

    private long lastTraffic = -2 * DOZE;
    private long lastWoken = -2 * DOZE;
    /** Since the last sleep: nodes were scheduled or cancelled; a producer has woken the owner, and soon after the last time. */
    private boolean hadTraffic;

    private boolean isWokenOften;
    private boolean isNapping;
    private boolean behind;
    private volatile boolean closed;

    /** The thread that is inside a method of the owner's, or {@link #TIDYING}; null if none is. */
    private volatile @Nullable Object driver;
    /** The one that was inside last. */
    private @Nullable Thread lastDriver;

    private volatile long pending;

    WheelOwner(
            NanoClock clock,
            long origin,
            long past,
            int shift,
            ErrorHandler errorHandler,
            StripedStacks inbox,
            StripedStacks cancelled,
            PlannedWake plannedWake,
            @Nullable Backlog backlog) {
        this.clock = clock;
        this.origin = origin;
        this.shift = shift;
        this.errorHandler = errorHandler;
        this.inbox = inbox;
        this.cancelled = cancelled;
        this.plannedWake = plannedWake;
        this.backlog = backlog;
        slots = new Slots(origin, shift, Ticks.currentTick(past, shift));
        share = BUDGET / StripedStacks.count();
        adopting = new @Nullable TimerNode[StripedStacks.count()];
        releasing = new @Nullable TimerNode[StripedStacks.count()];
    }

    /** Any thread. */
    long pending() {
        return pending;
    }

    // ---- one thread at a time

    /**
     * Returns false if this thread is inside already, which is to say in a task, or if a canceller tidies up.
     *
     * @throws IllegalStateException if another thread is
     */
    private boolean enter() {
        Thread current = Thread.currentThread();
        if (!DRIVER.compareAndSet(this, null, current)) {
            Object other = driver;
            if (other == current || other == TIDYING) {
                return false;
            }
            throw new IllegalStateException("two threads drive one timing wheel: " + current + " and " + other);
        }
        if (lastDriver != current) {
            lastDriver = current;
        }
        return true;
    }

    /** By a canceller, if nobody drives the wheel: lets go of what was cancelled, and fires nothing. */
    void tidy() {
        if (closed || !DRIVER.compareAndSet(this, null, TIDYING)) {
            return;
        }
        try {
            for (int rounds = 0; rounds < TIDY_ROUNDS && adopt() + release() > 0; rounds++) {
                publishPending();
            }
        } finally {
            driver = null;
        }
    }

    /** Whether the current thread was the last to drive. Exact for that thread. */
    public boolean isLastDriver() {
        return lastDriver == Thread.currentThread();
    }

    // ---- a cycle

    /**
     * Returns how many nodes were looked at; 0 also from within a task.
     *
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public int doWork() {
        if (closed || !enter()) {
            return 0;
        }
        try {
            boolean woken = plannedWake.awake();
            readClock();
            if (woken) {
                noteWakeUp();
            }
            int work = adopt();
            work += fire();
            work += release();
            return work;
        } finally {
            try {
                publishPending();
            } finally {
                driver = null; // a store, which needs no room on the stack
            }
        }
    }

    /** Counts as traffic even if the timer was cancelled meanwhile. */
    private void noteWakeUp() {
        noteTraffic();
        isWokenOften |= now - lastWoken < 2 * NAP;
        lastWoken = now;
    }

    private void noteTraffic() {
        hadTraffic = true;
        lastTraffic = now;
    }

    /** I1. */
    private void readClock() {
        now = Math.max(0, clock.nanoTime() - origin);
        long tick = Ticks.currentTick(now, shift);
        if (slots.isAhead(tick, (STEP >>> shift) + 1)) {
            slots.goBack(tick);
            lastTraffic = Math.min(lastTraffic, now);
            lastWoken = Math.min(lastWoken, now);
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
        retry();
        budget.renew();
        long tick = Ticks.currentTick(now, shift);
        for (TimerNode node = slots.pollDue(tick, budget); node != null; node = slots.pollDue(tick, budget)) {
            Runnable task = node.fire();
            if (task == null) {
                node.released();
            } else {
                run(node, task);
            }
        }
        return budget.spent();
    }

    /** Those that found no memory in an earlier cycle. */
    private void retry() {
        TimerNode node = failed;
        failed = null;
        while (node != null) {
            TimerNode following = node.next;
            node.next = null;
            Runnable task = node.takeTask();
            if (closed) {
                tellClosed(node, task);
            } else if (task != null) {
                run(node, task);
            }
            node = following;
        }
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
            noteTraffic();
        }
        return BUDGET - left;
    }

    /** Of what was taken, else of what can be taken. */
    private @Nullable TimerNode nextOf(StripedStacks stacks, int stripe, @Nullable TimerNode[] taken) {
        TimerNode next = taken[stripe];
        if (next == null) {
            next = stacks.take(stripe);
            taken[stripe] = next;
            if (next != null && backlog != null) {
                backlog.taken(stripe);
            }
        }
        return next;
    }

    private void run(TimerNode node, Runnable task) {
        try {
            task.run();
        } catch (OutOfMemoryError e) {
            if (task instanceof ClosableTask) {
                keep(node, task);
            }
            errorHandler.onError(e);
        } catch (Throwable e) {
            errorHandler.onError(e);
        }
    }

    private void keep(TimerNode node, Runnable task) {
        node.putBack(task);
        node.next = failed;
        failed = node;
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
        if (!enter()) {
            return origin;
        }
        try {
            long wake = deepSleep();
            plannedWake.narrow(wake);
            return toNanos(wake);
        } finally {
            driver = null;
        }
    }

    /**
     * The same for an owner that wakes by itself as long as there is traffic. With much of it the owner naps: cancelled nodes
     * wait for the end of the nap, so that nobody has to wake the owner. With little of it the owner dozes: the first
     * cancellation wakes it, and far deadlines do not. After that it sleeps, and any deadline wakes it.
     */
    long nextNapNanos() {
        isNapping = hadTraffic && (isNapping || isWokenOften);
        hadTraffic = false;
        isWokenOften = false;
        long wake = isNapping ? nap() : deepSleep();
        if (now - lastTraffic < DOZE) {
            wake = Math.min(wake, now + DOZE);
        }
        plannedWake.narrow(wake);
        return toNanos(wake);
    }

    private long nap() {
        long end = now + NAP;
        plannedWake.nap(end);
        adopt();
        return Math.min(nextWake(), end);
    }

    /** Publishes a deep sleep, which any push or cancellation may end until {@code narrow} limits it. */
    private long deepSleep() {
        plannedWake.sleep();
        adopt();
        release();
        return nextWake();
    }

    private long nextWake() {
        publishPending();
        long tick = slots.nextTick();
        if (failed != null) {
            tick = Math.min(tick, Ticks.currentTick(now, shift) + 1);
        }
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

    /**
     * By the owner, or by a thread that has made sure that there is none. What is pending is cancelled. Idempotent.
     *
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public void close() {
        if (closed) {
            return;
        }
        boolean entered = enter();
        while (!entered && driver != Thread.currentThread()) {
            LockSupport.parkNanos(RETRY_NANOS); // a canceller tidies up
            entered = enter();
        }
        closed = true;
        try {
            abandonAll();
        } finally {
            if (entered) {
                driver = null;
            }
        }
    }

    private void abandonAll() {
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
        abandonFailed();
        publishPending();
        plannedWake.awake();
    }

    /** Waits for memory, but not for ever. */
    private void abandonFailed() {
        for (int i = 0; i < MOST_RETRIES && failed != null; i++) {
            retry();
            if (failed != null) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
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
        tellClosed(node, node.abandon());
    }

    private void tellClosed(TimerNode node, @Nullable Runnable task) {
        if (task instanceof ClosableTask closable) {
            try {
                closable.wheelClosed();
            } catch (OutOfMemoryError e) {
                keep(node, task);
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
