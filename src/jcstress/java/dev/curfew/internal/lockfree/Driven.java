package dev.curfew.internal.lockfree;

import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.internal.DeadlineService.DeadlineAgent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A core whose clock and wheel are driven by hand: by one of the actors, and by the arbiter after it. */
final class Driven {

    /** A deadline that is due after one step of the clock. */
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
    private final DeadlineAgent wheel = (DeadlineAgent) runtime.agent();

    /** A live context below the root, without a deadline. */
    CancelNode live() {
        return new CancelNode(core.background, null);
    }

    /** The same with a table. */
    CancelNode withTable() {
        CancelNode node = live();
        node.inflate();
        return node;
    }

    /** A child that is armed, whatever the clock says by now. It expires with cause B. */
    DeadlineNode derive(CancelNode parent, long deadlineNanos) {
        return (DeadlineNode) core.withDeadline(parent, deadlineNanos, 0, Races.B);
    }

    /** Moves the clock to {@link #NEAR} and does one cycle of the wheel. */
    void passNear() {
        now = NEAR;
        drive();
    }

    /** A pool below a context. It has a deadline wheel, so its scopes may have deadlines. */
    ScopeSlots scopes(CancelNode parent, int capacity) {
        return new ScopeSlots(core, parent, capacity);
    }

    /** For the arbiter: moves the clock, and drives the wheel until it has nothing to do. */
    String wheelAt(long time) {
        now = time;
        return wheel();
    }

    /** Does one cycle of the wheel. */
    void drive() {
        wheel.doWork();
    }

    /** For the arbiter: drives the wheel until it has nothing to do. Returns {@code idle} if no timer is left. */
    String wheel() {
        while (wheel.doWork() > 0) {
            Thread.onSpinWait();
        }
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return runtime.nextWakeNanos() == Long.MAX_VALUE ? "idle" : "armed";
    }
}
