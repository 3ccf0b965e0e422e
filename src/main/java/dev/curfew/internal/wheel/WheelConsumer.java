package dev.curfew.internal.wheel;

import java.lang.invoke.ConstantBootstraps;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntBinaryOperator;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * The consumer's half of a timing wheel: it takes nodes from the {@link TimerQueue} into a {@link HierarchicalWheel},
 * fires those that are due, and reaps those that were cancelled. One thread at a time may be inside its methods: the
 * wheel thread.
 *
 * <ul>
 *   <li>W1: No timer fires early. A node is due in the tick that begins at or after its deadline. It fires in a cycle
 *       that has read the clock in that tick or later. After a step of the clock back, a node that was due by earlier
 *       readings waits; if the step is more than {@link #STEP}, all nodes are filed anew, so that a later reading finds
 *       them in time. A cycle reads the clock before it fires anything, and no task of the cores reads it again. So a
 *       clock that throws loses no node.
 *   <li>W2: No node is lost. A node is in the inbox, in {@code adopting}, or in the wheel, until one CAS decides its
 *       fate. If its task finds no memory, {@link TaskRunner} keeps it after that.
 *   <li>W3: Tasks run between steps that leave everything consistent, so they may schedule, cancel and close. The wheel
 *       thread unlinks a node before it runs its task, and asks for the next node after.
 *   <li>W4: A cancelled timer keeps nothing but its node, and the node only until it is reaped in the next cycle.
 *   <li>W5: A cycle goes round the stripes and takes a share of each, until its budget is spent or nothing is left. So
 *       no stripe waits for the backlog of another.
 *   <li>N7: {@link #pending()} counts a cancelled node until the next cycle.
 *   <li>N8: A stack overflow within a cycle may lose timers: do not run a cycle at the end of a deep recursion.
 * </ul>
 */
public final class WheelConsumer {

    /** How many nodes of a kind a cycle looks at. */
    static final int BUDGET = 1024;
    /** How far the clock may be behind an earlier reading, in nanoseconds, before the nodes are filed anew. */
    static final long STEP = 1L << 24;

    /** How long a thread that closes waits before it looks again whether a canceller has left. */
    private static final long ENTER_NANOS = 1_000_000;

    /** How many cycles a canceller runs that reaps: enough for the backlog of four stripes. */
    private static final int TIDY_ROUNDS = 4 * Backlog.MAX_PER_STRIPE / BUDGET;

    /** The driver while a canceller reaps. */
    private static final Object TIDYING = new Object();

    private static final VarHandle PENDING = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "pending", VarHandle.class, WheelConsumer.class, long.class);
    private static final VarHandle DRIVER = ConstantBootstraps.fieldVarHandle(
            MethodHandles.lookup(), "driver", VarHandle.class, WheelConsumer.class, Object.class);

    private final NanoClock clock;
    private final long origin;
    private final int shift;
    private final StripedStacks inbox;
    private final StripedStacks cancelled;
    private final WakeupGate gate;
    private final @Nullable Backlog backlog;

    private final HierarchicalWheel wheel;
    private final TaskRunner tasks;
    private final NapPolicy napPolicy = new NapPolicy();
    private final Budget budget = new Budget(BUDGET);
    private final int share;
    /** For each stripe of the inbox, the nodes that were taken and not adopted yet, for want of budget. */
    private final @Nullable TimerNode[] adopting;
    /** The same for the cancel stacks. */
    private final @Nullable TimerNode[] reaping;
    /** Made once, so that a cycle allocates nothing. */
    private final IntBinaryOperator adopt = this::adopt;

    private final IntBinaryOperator reap = this::reap;
    /** The reading of the clock in this cycle. */
    private long now;
    /** Whether the last cycle left something for want of budget. */
    private boolean behind;

    private volatile boolean closed;

    /** The thread that is inside a method of the consumer, or {@link #TIDYING}; null if none is. */
    private volatile @Nullable Object driver;
    /** The wheel thread that was inside last. */
    private @Nullable Thread lastDriver;

    private volatile long pending;

    WheelConsumer(
            NanoClock clock,
            long origin,
            long past,
            int shift,
            ErrorHandler errorHandler,
            StripedStacks inbox,
            StripedStacks cancelled,
            WakeupGate gate,
            @Nullable Backlog backlog) {
        this.clock = clock;
        this.origin = origin;
        this.shift = shift;
        this.inbox = inbox;
        this.cancelled = cancelled;
        this.gate = gate;
        this.backlog = backlog;
        wheel = new HierarchicalWheel(origin, shift, Ticks.currentTick(past, shift));
        tasks = new TaskRunner(errorHandler);
        share = BUDGET / StripedStacks.count();
        adopting = new @Nullable TimerNode[StripedStacks.count()];
        reaping = new @Nullable TimerNode[StripedStacks.count()];
    }

    /** Any thread may call this. */
    long pending() {
        return pending;
    }

    // ---- one thread at a time

    /**
     * Returns false if this thread is inside already, which means that a task calls, or if a canceller reaps.
     *
     * @throws IllegalStateException if another thread is inside
     */
    private boolean enter() {
        Thread current = Thread.currentThread();
        Object other = DRIVER.compareAndExchange(this, null, current);
        if (other == current || other == TIDYING) {
            return false;
        }
        if (other != null) {
            throw new IllegalStateException("two threads drive one timing wheel: " + current + " and " + other);
        }
        if (lastDriver != current) {
            lastDriver = current;
        }
        return true;
    }

    /** Reaps cancelled nodes on the thread of a canceller, if no thread drives the wheel. Fires nothing. */
    void tidy() {
        if (closed || !DRIVER.compareAndSet(this, null, TIDYING)) {
            return;
        }
        try {
            for (int rounds = 0; rounds < TIDY_ROUNDS && adopt() + reap() > 0; rounds++) {
                publishPending();
            }
        } finally {
            driver = null;
        }
    }

    /** Whether the current thread was the last one to drive. Exact for that thread. */
    public boolean isLastDriver() {
        return lastDriver == Thread.currentThread();
    }

    // ---- a cycle

    /**
     * Returns how many nodes were looked at; 0 if a task calls.
     *
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public int doWork() {
        if (closed || !enter()) {
            return 0;
        }
        try {
            boolean woken = gate.awake();
            readClock();
            if (woken) {
                napPolicy.noteWakeUp(now);
            }
            int work = adopt();
            work += fire();
            work += reap();
            return work;
        } finally {
            try {
                publishPending();
            } finally {
                driver = null; // a store, which needs no room on the stack
            }
        }
    }

    /** W1. */
    private void readClock() {
        now = Math.max(0, clock.nanoTime() - origin);
        long tick = Ticks.currentTick(now, shift);
        if (wheel.isAhead(tick, (STEP >>> shift) + 1)) {
            wheel.goBack(tick);
            napPolicy.noteStepBack(now);
        }
    }

    /** The reading of the clock in this cycle. To be called by a task. */
    long cycleNanos() {
        return origin + now;
    }

    private int adopt() {
        behind = false;
        return goRound(adopt);
    }

    private int adopt(int stripe, int limit) {
        int seen = 0;
        while (seen < limit) {
            TimerNode node = nextOf(inbox, stripe, adopting);
            if (node == null) {
                break;
            }
            adopting[stripe] = node.next;
            node.next = null;
            if (node.adopt()) {
                wheel.add(node);
            }
            seen++;
        }
        return seen;
    }

    private int fire() {
        tasks.retry();
        budget.renew();
        long tick = Ticks.currentTick(now, shift);
        for (TimerNode node = wheel.pollDue(tick, budget); node != null; node = wheel.pollDue(tick, budget)) {
            Runnable task = node.fire();
            if (task == null) {
                node.reaped();
            } else if (node instanceof RecurringTimer timer) {
                run(timer, (RecurringTask) task);
            } else {
                tasks.run(node, task);
            }
        }
        return budget.spent();
    }

    private void run(RecurringTimer timer, RecurringTask task) {
        if (task.run(timer) && timer.fileAgain(task)) {
            if (closed) {
                abandon(timer); // An action has closed the wheel.
            } else {
                wheel.add(timer);
            }
        }
    }

    private int reap() {
        return goRound(reap);
    }

    private int reap(int stripe, int limit) {
        int seen = 0;
        while (seen < limit) {
            TimerNode node = nextOf(cancelled, stripe, reaping);
            if (node == null) {
                break;
            }
            reaping[stripe] = node.takeCancelledLink();
            if (!node.isReaped()) {
                wheel.remove(node);
                node.reaped();
            }
            seen++;
        }
        return seen;
    }

    /** W5. The visit gets a stripe and the number of nodes it may look at, and returns how many it has looked at. */
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
            napPolicy.noteTraffic(now);
        }
        return BUDGET - left;
    }

    /** The next node that was taken before, else of those that can be taken now. */
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

    /** Does not store an unchanged number, so that threads that read {@link #pending()} keep the cache line. */
    private void publishPending() {
        long size = wheel.size();
        if ((long) PENDING.get(this) != size) {
            PENDING.setRelease(this, size);
        }
    }

    // ---- sleeping

    /**
     * Until when a user's thread may sleep, on the scale of the clock, with nothing due before; {@link Long#MAX_VALUE}
     * for ever. A nearer deadline or a cancellation ends the sleep. If a task calls, the time is past: the thread is
     * awake, and has work.
     */
    public long nextWakeNanos() {
        if (!enter()) {
            return origin;
        }
        try {
            long wake = deepSleep();
            gate.narrow(wake);
            return toNanos(wake);
        } finally {
            driver = null;
        }
    }

    /** The same for a thread that wakes by itself as long as there is traffic ({@link NapPolicy}). */
    long nextNapNanos() {
        long wake = napPolicy.limit(napPolicy.naps() ? nap() : deepSleep(), now);
        gate.narrow(wake);
        return toNanos(wake);
    }

    private long nap() {
        long end = now + NapPolicy.NAP;
        gate.nap(end);
        adopt();
        return Math.min(nextWake(), end);
    }

    /** Publishes a deep sleep, which any push or cancellation may end until {@code narrow} limits it. */
    private long deepSleep() {
        gate.sleep();
        adopt();
        reap();
        return nextWake();
    }

    private long nextWake() {
        publishPending();
        long tick = wheel.nextTick();
        if (tasks.hasFailed()) {
            tick = Math.min(tick, Ticks.currentTick(now, shift) + 1);
        }
        if (behind || tick <= Ticks.currentTick(now, shift)) {
            return 0; // long past
        }
        return tick == HierarchicalWheel.NONE ? Long.MAX_VALUE : Ticks.startOf(tick, shift);
    }

    private long toNanos(long wake) {
        if (wake == Long.MAX_VALUE) {
            return wake;
        }
        long nanos = origin + wake;
        return nanos == Long.MAX_VALUE ? nanos - 1 : nanos;
    }

    /** A time before the wheel was made: earlier than every wake. */
    public long startNanos() {
        return origin;
    }

    // ---- closing

    public boolean isClosed() {
        return closed;
    }

    /**
     * Cancels what is pending. The wheel thread calls this, or a thread that has made sure that there is none.
     * Idempotent.
     *
     * @throws IllegalStateException if another thread drives the wheel at this moment
     */
    public void close() {
        if (closed) {
            return;
        }
        boolean entered = enter();
        while (!entered && driver != Thread.currentThread()) {
            LockSupport.parkNanos(ENTER_NANOS); // a canceller reaps
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
        tasks.close();
        for (int stripe = 0; stripe < adopting.length; stripe++) {
            abandonAll(adopting[stripe]);
            adopting[stripe] = null;
            abandonAll(inbox.close(stripe));
        }
        for (int stripe = 0; stripe < reaping.length; stripe++) {
            unlinkAll(reaping[stripe]);
            reaping[stripe] = null;
            unlinkAll(cancelled.close(stripe));
        }
        for (TimerNode node = wheel.pollAny(); node != null; node = wheel.pollAny()) {
            abandon(node);
        }
        tasks.retryAll();
        publishPending();
        gate.awake();
    }

    private void abandonAll(@Nullable TimerNode chain) {
        for (TimerNode node = chain; node != null; ) {
            TimerNode older = node.next;
            node.next = null;
            abandon(node);
            node = older;
        }
    }

    /** The node is in no slot and in no stack. */
    private void abandon(TimerNode node) {
        Runnable task = node.abandon();
        if (task != null && node instanceof RecurringTimer timer) {
            timer.over();
        }
        tasks.notifyClosed(node, task);
    }

    private static void unlinkAll(@Nullable TimerNode chain) {
        for (TimerNode node = chain; node != null; ) {
            node = node.takeCancelledLink();
        }
    }
}
