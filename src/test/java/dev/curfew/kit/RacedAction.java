package dev.curfew.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.Context;
import dev.curfew.Registration;
import java.util.HashSet;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An action of a {@link RacedTree}, and what became of it. */
final class RacedAction {

    /** What is registered: not this object, which refers to the tree. */
    final Runnable action = this::run;

    private final RacedNode node;
    /** Null for an action that the end of the context runs. */
    private final @Nullable Long delayNanos;

    private final boolean isPassedOn;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger returned = new AtomicInteger();
    private final AtomicInteger stopped = new AtomicInteger();
    private final Registration registration;

    private RacedAction(RacedNode node, @Nullable Long delayNanos, @Nullable Executor executor) {
        this.node = node;
        this.delayNanos = delayNanos;
        isPassedOn = executor != null;
        Context context = node.context;
        if (delayNanos == null) {
            registration = executor == null ? context.onDone(action) : context.onDone(action, executor);
        } else {
            registration = executor == null
                    ? context.scheduleAfterNanos(delayNanos, action)
                    : context.scheduleAfterNanos(delayNanos, action, executor);
        }
    }

    static RacedAction onDone(RacedNode node, @Nullable Executor executor) {
        return new RacedAction(node, null, executor);
    }

    static RacedAction scheduled(RacedNode node, long delayNanos, @Nullable Executor executor) {
        return new RacedAction(node, delayNanos, executor);
    }

    private void run() {
        begun.incrementAndGet();
        if (delayNanos == null) {
            assertTrue(node.context.isDone(), "ran too early");
            assertNotNull(node.context.err());
            assertTrue(node.isAllMarked(new HashSet<>()), "ran before everything below was marked");
        }
        returned.incrementAndGet();
    }

    void stop(boolean awaits) {
        if (awaits ? stopAndAwait() : registration.stop()) {
            stopped.incrementAndGet();
        } else if (awaits) {
            assertEquals(begun.get(), returned.get(), "waited for an action that has begun");
        }
    }

    private boolean stopAndAwait() {
        try {
            return registration.stopAndAwait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private boolean isScheduledForNow() {
        return delayNanos != null && delayNanos == 0;
    }

    /** Whether it has to run soon. */
    boolean isAwaited() {
        boolean isFree = returned.get() == 0 && stopped.get() == 0;
        return isFree && (delayNanos == null ? node.context.isDone() : isScheduledForNow() && !node.context.isDone());
    }

    /** Whether nothing may refer to it any more. */
    boolean isOver() {
        return returned.get() + stopped.get() > 0 || (delayNanos != null && node.context.isDone());
    }

    void check() {
        assertTrue(stopped.get() <= 1, "stopped twice");
        assertTrue(
                begun.get() + stopped.get() <= 1, () -> "ran " + begun + " times, was stopped " + stopped + " times");
        assertFalse(isAwaited(), "did not run");
        if (delayNanos != null && delayNanos > 0) {
            assertEquals(0, begun.get(), "ran early");
        }
        if (node.context.isDone() && !isPassedOn) {
            assertFalse(registration.stop());
        }
    }
}
