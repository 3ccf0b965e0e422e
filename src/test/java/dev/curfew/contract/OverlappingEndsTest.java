package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A call that meets a context which another call is ending: when it returns, and when it notifies, all below is done.
 *
 * <p>The other call is stalled before it flags a leaf: the test holds the leaf's monitor. A core that takes no monitor is
 * not stalled by that, so the trees of the last tests are so large that the calls overlap.
 */
@EveryCore
@Semantic({2, 3})
class OverlappingEndsTest extends Contract {

    private static final int WIDE = 100_000;

    /** Actions that ran while a leaf was live, and all that ran. */
    private final AtomicInteger early = new AtomicInteger();

    private final AtomicInteger ran = new AtomicInteger();

    private void note(Context leaf) {
        ran.incrementAndGet();
        if (!leaf.isDone()) {
            early.incrementAndGet();
        }
    }

    private static <T> T whileALeafIsHeld(CancelContext ending, CancelContext leaf, Callable<T> call) {
        Future<Boolean> other;
        Future<T> result;
        synchronized (leaf) {
            other = Background.call(ending::cancel);
            Background.until("the other call has begun", ending::isDone);
            CompletableFuture<Thread> caller = new CompletableFuture<>();
            result = Background.call(() -> {
                caller.complete(Thread.currentThread());
                return call.call();
            });
            Thread thread = Background.get(caller);
            Future<T> pending = result;
            Background.until(
                    "the call has returned, or waits",
                    () -> pending.isDone() || thread.getState() != Thread.State.RUNNABLE);
        }
        T seen = Background.get(result);
        assertTrue(Background.get(other), "the other call ended it");
        return seen;
    }

    @Test
    void aParentEndsWhileAnotherCallEndsItsSubtree() {
        CancelContext parent = root.withCancel();
        CancelContext subtree = parent.withCancel();
        CancelContext leaf = subtree.withCancel();
        for (Context context : List.of(parent, subtree, leaf)) {
            context.onDone(() -> note(leaf));
        }
        assertTrue(whileALeafIsHeld(subtree, leaf, () -> parent.cancel() && leaf.isDone()), "the leaf was live");
        assertEquals(0, early.get(), "actions that ran while the leaf was live");
        assertEquals(3, ran.get(), "actions that ran");
    }

    @Test
    void aSecondCancelWhileTheFirstIsUnderWay() {
        CancelContext context = root.withCancel();
        CancelContext leaf = context.withCancel();
        leaf.onDone(() -> note(leaf));
        assertTrue(whileALeafIsHeld(context, leaf, () -> !context.cancel() && leaf.isDone()), "the leaf was live");
        assertEquals(1, ran.get(), "actions that ran");
    }

    @Test
    void anActionThatComesWhileAnotherCallEndsTheContext() {
        CancelContext context = root.withCancel();
        CancelContext leaf = context.withCancel();
        context.onDone(() -> note(leaf));
        whileALeafIsHeld(context, leaf, () -> context.onDone(() -> note(leaf)));
        assertEquals(0, early.get(), "actions that ran while the leaf was live");
        assertEquals(2, ran.get(), "actions that ran");
    }

    @Test
    @Semantic(9)
    void expireIfDueWhileAnotherCallEndsTheOwnerOfTheDeadline() {
        CancelContext owner = root.withTimeout(HOUR);
        CancelContext leaf = owner.withCancel();
        long late = in(2 * HOUR_NANOS);
        assertTrue(whileALeafIsHeld(owner, leaf, () -> leaf.expireIfDue(late)), "the leaf was live");
    }

    @Test
    void aParentEndsWhileAnotherCallEndsAWideSubtree() {
        for (int round = 0; round < 5; round++) {
            CancelContext parent = root.withCancel();
            CancelContext subtree = parent.withCancel();
            List<CancelContext> leaves = children(subtree, WIDE);
            AtomicInteger live = new AtomicInteger();
            parent.onDone(() -> live.addAndGet(live(leaves)));
            Future<Boolean> other = Background.call(subtree::cancel);
            Background.spinUntil(subtree::isDone);
            assertTrue(parent.cancel());
            live.addAndGet(live(leaves));
            Background.get(other);
            assertEquals(0, live.get(), "leaves that were live in the action, or when the call had returned");
        }
    }

    private static int live(List<CancelContext> leaves) {
        int live = 0;
        for (CancelContext leaf : leaves) {
            live += leaf.isDone() ? 0 : 1;
        }
        return live;
    }

    @Test
    @Semantic(9)
    void aDescendantExpiresInTimeWhateverTheTimersThreadIsDoing() {
        for (int round = 0; round < 5; round++) {
            CancelContext owner = root.withTimeoutNanos(100 * MILLI);
            List<CancelContext> leaves = children(owner, WIDE);
            Background.spinUntil(owner::isDone);
            long now = runtime.clock().nanoTime();
            int late = 0;
            for (int i = leaves.size(); i-- > 0; ) {
                late += leaves.get(i).expireIfDue(now) ? 0 : 1;
            }
            assertEquals(0, late, "descendants that had not expired after the deadline");
        }
    }
}
