package dev.curfew.wheel.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the race tests of the wheel build on: a wheel whose clock stands still until told, with a tick of 1 ns, and what is
 * left on it afterwards. One actor is the owner, the other a producer or canceller; the arbiter is the owner after it.
 *
 * <p>Each test names the invariants that it guards as the classes number them, and the broken variant on which its shape
 * is seen to fail. Run: {@code make race T=wheel}, and {@code make race-broken T=wheel}.
 */
final class ManualWheel {

    /** Two deadlines of level 0, and one of level 1 that comes down to level 0 at {@link #CASCADE}. */
    static final long NEAR = 10;

    static final long LATER = 100;
    static final long CASCADE = 128;
    static final long FAR = 300;

    private static final VarHandle TASK;

    static {
        try {
            TASK = MethodHandles.privateLookupIn(TimerNode.class, MethodHandles.lookup())
                    .findVarHandle(TimerNode.class, "task", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long now;
    private volatile @Nullable Throwable failure;
    private final AtomicInteger wakeups = new AtomicInteger();
    final Wheel wheel = new Wheel(() -> now, 1, thrown -> failure = thrown, wakeups::incrementAndGet);

    /** A node in the inbox. */
    TimerNode inInbox(long deadlineNanos, Runnable task) {
        TimerNode node = wheel.schedule(deadlineNanos, task);
        if (node == null) {
            throw new AssertionError("closed");
        }
        return node;
    }

    /** A node in a slot, as is whatever else was in the inbox. */
    TimerNode inSlot(long deadlineNanos, Runnable task) {
        TimerNode node = inInbox(deadlineNanos, task);
        wheel.owner().doWork();
        return node;
    }

    /** Has the owner nap when it sleeps next: it was woken twice in no time. Leaves two nodes after the end of the nap. */
    void makeBusy() {
        for (int i = 0; i < 2; i++) {
            wheel.owner().nextNapNanos();
            inSlot(2 * WheelOwner.NAP - i, () -> {});
        }
        wakeups.set(0);
    }

    /** One cycle of the owner at that time. */
    void doWorkAt(long nanos) {
        now = nanos;
        wheel.owner().doWork();
    }

    /** By the arbiter: cycles until there is nothing more to do. */
    void settle() {
        while (wheel.owner().doWork() > 0) {
            Thread.onSpinWait();
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    int wakeups() {
        return wakeups.get();
    }

    boolean wasWoken() {
        return wakeups.get() > 0;
    }

    /**
     * By the arbiter: {@code clean} if this node, whose fate is decided, has nothing and nothing has it, and the wheel is
     * empty; else what is wrong.
     */
    String remainsOf(TimerNode node) {
        settle();
        if (wheel.pending() != 0 || wheel.owner().nextWakeNanos() != Long.MAX_VALUE) {
            return "in a slot";
        }
        return remainsOfNode(node);
    }

    /** The same but for the slots, which have others. */
    static String remainsOfNode(TimerNode node) {
        if (node.isCancelled() == node.isExpired()) {
            return "undecided";
        }
        if (node.next != null || node.prev != null) {
            return "linked";
        }
        return TASK.getVolatile(node) == null ? "clean" : "has its task";
    }

    /** How often it ran, and how often it was told that it never will. */
    static final class Task implements ClosableTask {

        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();

        @Override
        public void run() {
            runs.incrementAndGet();
        }

        @Override
        public void wheelClosed() {
            closes.incrementAndGet();
        }

        int runs() {
            return runs.get();
        }

        int closes() {
            return closes.get();
        }
    }
}
