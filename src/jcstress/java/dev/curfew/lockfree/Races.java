package dev.curfew.lockfree;

import dev.curfew.ContextRuntime;
import dev.curfew.spi.Callbacks;
import dev.curfew.spi.WheelOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the race tests build on. They have two actors and an arbiter: jcstress drops a test with three on a machine with
 * two CPUs. Each names the invariants it guards as the classes of the core number them, or the line of the API, and the
 * broken variant on which its shape is seen to fail.
 *
 * <p>Run: {@code make race T=AttachVersusEnd MODE=quick}, and {@code make race-broken} for the variants.
 */
final class Races {

    /**
     * Nothing throws here on purpose. What is reported all the same ends the process, which jcstress counts as an error of the
     * test. No deadline is armed here, see {@link Driven}.
     */
    static final LockFreeCore CORE = new LockFreeCore(
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build(),
            new Callbacks(failure -> {
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            }),
            new WheelOptions(1, null, null, true, null));

    /** Two causes, which outcomes show as {@code A} and {@code B}. */
    static final Throwable A = new Cause("A");

    static final Throwable B = new Cause("B");

    private Races() {}

    /** A live context below a root. */
    static CancelNode live() {
        return new CancelNode(CORE.background);
    }

    /** The same with a table, so that children go to slots. */
    static CancelNode withTable() {
        CancelNode node = live();
        node.inflate();
        return node;
    }

    /** The table of such a context. */
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

    /** The same for an action, which so never runs. Not by a thread that has to fear a race. */
    static ActionLink deadActionOf(CancelNode parent) {
        ActionLink action = (ActionLink) parent.onDone(() -> {
            throw new AssertionError("stopped");
        });
        action.casState(action.stateAcquire(), Verdict.SPENT);
        return action;
    }

    /** How outcomes show a cause: {@code A}, {@code B}, or {@code null} for a live context. */
    static String causeOf(@Nullable CancelNode node) {
        return node == null ? "never made" : String.valueOf(node.cause());
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
