package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.internal.Callbacks;
import dev.curfew.internal.WheelOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the race tests share. A test has two actors and an arbiter, because jcstress skips a test with three actors on a
 * machine with two CPUs. Its header names the race, the invariants that it guards by the numbers of the core's classes,
 * the sentence of {@code docs/contract.md} where there is one, and the broken variant on which the same actors are seen
 * to fail.
 *
 * <p>Run: {@code make race T=AttachVersusEnd MODE=quick}, and {@code make race-broken} for the variants.
 */
final class Races {

    /**
     * No action throws here on purpose. A failure that is reported all the same ends the process, which jcstress counts
     * as an error of the test. No deadline is armed on this core, see {@link Driven}.
     */
    static final LockFreeCore CORE = new LockFreeCore(
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build(),
            new Callbacks(failure -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }),
            new WheelOptions(System::nanoTime, 1, null, null, true, null));

    /** A cause that outcomes show as {@code A}; the next one they show as {@code B}. */
    static final Throwable A = new Cause("A");

    static final Throwable B = new Cause("B");

    private Races() {}

    /** A live context below a root. */
    static CancelNode live() {
        return new CancelNode(CORE.background, null);
    }

    /** A live context with a table, whose children go to slots. */
    static CancelNode withTable() {
        CancelNode node = live();
        node.inflate();
        return node;
    }

    /** The table of a context that has one. */
    static SlotTable tableOf(CancelNode node) {
        return (SlotTable) Objects.requireNonNull(node.stateVolatile());
    }

    static CancelNode childOf(CancelNode parent) {
        return (CancelNode) parent.withCancel();
    }

    /** A child that is dead and not unlinked yet, as if the thread that ends it were stalled between the two. */
    static CancelNode deadChildOf(CancelNode parent) {
        CancelNode child = childOf(parent);
        child.casState(null, Verdict.CANCELED);
        return child;
    }

    /** The same for an action, which never runs. Not to be called in a race. */
    static ActionLink deadActionOf(CancelNode parent) {
        ActionLink action = (ActionLink) parent.onDone(() -> {
            throw new AssertionError("stopped");
        });
        action.casState(action.stateAcquire(), Link.SPENT);
        return action;
    }

    /** How outcomes show a cause: {@code A}, {@code B}, or {@code null} for a live context. */
    static String causeOf(@Nullable CancelNode node) {
        return node == null ? "never made" : String.valueOf(node.cause());
    }

    // ---- scopes

    /** A pool below a context, for scopes without deadlines. */
    static ScopeSlots scopes(CancelNode parent, int capacity) {
        return new ScopeSlots(CORE, parent, capacity);
    }

    /** Opens a scope; 0 if no slot is free, because a thread is inside the only one. */
    static long openIfFree(ScopeSlots scopes, long deadlineNanos) {
        try {
            return scopes.open(deadlineNanos);
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    /** How outcomes show the cause of a scope or a view: {@code A}, {@code B}, {@code canceled}, {@code exceeded}. */
    static String show(@Nullable Throwable cause) {
        if (cause == null) {
            return "live";
        }
        return cause == Context.CANCELED
                ? "canceled"
                : cause == Context.DEADLINE_EXCEEDED ? "exceeded" : cause.toString();
    }

    private static final class Cause extends Exception {

        private static final long serialVersionUID = 1;

        Cause(String name) {
            super(name, null, false, false);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
