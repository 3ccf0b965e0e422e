package dev.curfew.lockfree;

import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A core whose clock and wheel are driven by hand: by the actor that is the owner, and by the arbiter after it. */
final class Driven {

    /** So near that one step of the clock makes it due. */
    static final long NEAR = 1;

    static final long FAR = 1_000_000;

    private volatile long now;
    private volatile @Nullable Throwable failure;

    final ContextRuntime runtime = ContextRuntime.builder()
            .core(Core.LOCK_FREE)
            .clock(() -> now)
            .tick(Duration.ofNanos(1))
            .errorHandler(thrown -> failure = thrown)
            .callerDriven()
            .build();

    private final LockFreeCore core = ((RootContext) runtime.background()).core();
    private final CallerDriven owner = (CallerDriven) runtime.agent();

    /** A live context below the root, without deadline. */
    CancelNode live() {
        return new CancelNode(core.background);
    }

    /** The same with a table. */
    CancelNode withTable() {
        CancelNode node = live();
        node.inflate();
        return node;
    }

    /** Armed whatever the clock says by now; expires with cause B. */
    DeadlineNode derive(CancelNode parent, long deadlineNanos) {
        return (DeadlineNode) core.withDeadline(parent, deadlineNanos, 0, Races.B);
    }

    /** One cycle of the owner, {@link #NEAR} being past. */
    void passNear() {
        now = NEAR;
        drive();
    }

    /** One cycle of the owner. */
    void drive() {
        owner.doWork();
    }

    /** By the arbiter, as the owner: {@code idle} if the wheel has nothing left once it has seen to everything. */
    String wheel() {
        while (owner.doWork() > 0) {
            Thread.onSpinWait();
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return runtime.nextWakeNanos() == Long.MAX_VALUE ? "idle" : "armed";
    }
}
