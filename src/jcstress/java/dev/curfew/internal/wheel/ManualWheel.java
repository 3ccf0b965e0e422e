package dev.curfew.internal.wheel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The wheel of the race tests. It has a tick of 1 ns and a clock that tests set, and shows what is left on it
 * afterwards. One actor is the wheel thread, the other a producer or canceller. The arbiter is the wheel thread
 * afterwards.
 *
 * <p>Each test names the invariants that it guards, and the broken variants that show that it can fail. Run:
 * {@code make race T=wheel}, and {@code make race-broken T=wheel}.
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
    final TimerQueue queue = new TimerQueue(() -> now, 1, thrown -> failure = thrown, wakeups::incrementAndGet);

    /** A node in the inbox. */
    TimerNode inInbox(long deadlineNanos, Runnable task) {
        TimerNode node = queue.schedule(deadlineNanos, task);
        if (node == null) {
            throw new AssertionError("closed");
        }
        return node;
    }

    /** A node in a slot. Everything else that was in the inbox is in slots then, too. */
    TimerNode inSlot(long deadlineNanos, Runnable task) {
        TimerNode node = inInbox(deadlineNanos, task);
        queue.consumer().doWork();
        return node;
    }

    /**
     * Makes the next sleep a nap, as the wheel thread was woken twice in no time. Leaves two nodes after the end of the
     * nap.
     */
    void makeBusy() {
        for (int i = 0; i < 2; i++) {
            queue.consumer().nextNapNanos();
            inSlot(2 * NapPolicy.NAP - i, () -> {});
        }
        wakeups.set(0);
    }

    /** One cycle of the wheel thread at that time. */
    void doWorkAt(long nanos) {
        now = nanos;
        queue.consumer().doWork();
    }

    /** Runs cycles until there is nothing more to do. For the arbiter. */
    void drain() {
        while (queue.consumer().doWork() > 0) {
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
     * Returns {@code clean} if this node has no links and no task, and the wheel is empty; otherwise what is wrong. The
     * fate of the node must be decided. For the arbiter.
     */
    String remainsOf(TimerNode node) {
        drain();
        if (queue.pending() != 0 || queue.consumer().nextWakeNanos() != Long.MAX_VALUE) {
            return "in a slot";
        }
        return remainsOfNode(node);
    }

    /** The same, except that other nodes may be on the wheel. */
    static String remainsOfNode(TimerNode node) {
        if (node.isCancelled() == node.isExpired()) {
            return "undecided";
        }
        if (node.next != null || node.prev != null) {
            return "linked";
        }
        return TASK.getVolatile(node) == null ? "clean" : "has its task";
    }

    /** Counts how often it ran, and how often it learned that the wheel closed. */
    static final class Task implements ShutdownListener {

        private final AtomicInteger runs = new AtomicInteger();
        private final AtomicInteger closes = new AtomicInteger();

        @Override
        public void run() {
            runs.incrementAndGet();
        }

        @Override
        public void onWheelClosed() {
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
