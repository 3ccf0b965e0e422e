package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Trees a million deep and a million wide, on a stack that a recursion would overflow. */
class DepthTest {

    private static final int MANY = 1_000_000;
    private static final long SMALL_STACK = 256 << 10;

    private final Context background =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build().background();
    private final CancelContext root = background.withCancel();
    private final Throwable cause = new Throwable("the cause");
    private final AtomicInteger runs = new AtomicInteger();

    @Test
    void aChainEndsFromItsRoot() throws Exception {
        onASmallStack(() -> {
            CancelContext leaf = root;
            for (int i = 0; i < MANY; i++) {
                leaf = leaf.withCancel();
            }
            leaf.onDone(runs::incrementAndGet);
            assertTrue(root.cancel(cause));
            assertEquals(1, runs.get());
            for (CancelNode at = (CancelNode) leaf; at != root; at = (CancelNode) at.pathParent()) {
                assertSame(cause, at.cause());
                assertSame(Context.CANCELED, at.err());
            }
        });
    }

    @Test
    void aChainEndsFromItsLeaf() throws Exception {
        onASmallStack(() -> {
            CancelContext[] chain = new CancelContext[MANY];
            CancelContext leaf = root;
            for (int i = 0; i < MANY; i++) {
                leaf = leaf.withCancel();
                chain[i] = leaf;
            }
            for (int i = MANY; i-- > 0; ) {
                assertTrue(chain[i].cancel());
            }
            assertEquals(0, Retained.live((CancelNode) root));
        });
    }

    @Test
    void aDeepContextIsShown() throws Exception {
        onASmallStack(() -> {
            Context deep = root;
            for (int i = 0; i < MANY; i++) {
                deep = deep.withCancel();
            }
            String end = ".withCancel".repeat(32);
            assertEquals("background" + end + "…[" + (MANY + 1 - 64) + " more]…" + end, deep.toString());
        });
    }

    @Test
    void aDeepChainOfValuesIsShownAndAsked() throws Exception {
        Key<Integer> first = Key.of("first");
        Key<Integer> other = Key.of("other");
        onASmallStack(() -> {
            Context deep = root.withValue(first, 1);
            for (int i = 0; i < MANY; i++) {
                deep = deep.withValue(other, i);
            }
            assertEquals(1, deep.value(first));
            assertEquals(
                    "background.withCancel.withValue(first)" + ".withValue(other)".repeat(30) + "…[" + (MANY + 2 - 64)
                            + " more]…" + ".withValue(other)".repeat(32),
                    deep.toString());
            root.cancel(cause);
            assertSame(cause, deep.cause());
        });
    }

    @Test
    void aDeepChainOfForwardingContextsHasADeadline() throws Exception {
        onASmallStack(() -> {
            long deadline = System.nanoTime() + Long.MAX_VALUE / 4;
            CancelContext owner = root.withDeadlineNanos(deadline);
            CancelContext deep = owner;
            for (int i = 0; i < 100_000; i++) {
                deep = new ForwardingContext(deep) {}.withCancel();
            }
            assertEquals(deadline, deep.deadlineNanos());
            assertFalse(deep.expireIfDue(deadline - 1));
            assertTrue(deep.expireIfDue(deadline));
            assertTrue(owner.isDone());
        });
    }

    @Test
    void aDeepRowOfLeasesAndMergedContextsHasADeadline() throws Exception {
        onASmallStack(() -> {
            long deadline = System.nanoTime() + Long.MAX_VALUE / 4;
            CancelContext owner = root.withDeadlineNanos(deadline);
            CancelContext leases = owner;
            CancelContext ladder = owner;
            CancelContext other = root.withDeadlineNanos(deadline + 1);
            for (int i = 0; i < 5_000; i++) {
                leases = leases.withLeaseNanos(Long.MAX_VALUE);
                ladder = other.withCancelOn(ladder.withLeaseNanos(Long.MAX_VALUE));
            }
            for (CancelContext deep : List.of(leases, ladder)) {
                assertSame(owner.runtime(), deep.runtime());
                assertEquals(deadline, deep.deadlineNanos());
                assertEquals(deadline, deep.withTimeoutNanos(Long.MAX_VALUE).deadlineNanos());
                assertFalse(deep.expireIfDue(deadline - 1));
            }
            assertTrue(ladder.expireIfDue(deadline));
            assertTrue(owner.isDone() && leases.isDone());
        });
    }

    /** Others that all have a deadline, each earlier than the one before. */
    @Test
    void aContextEndsWithAMillionOthers() throws Exception {
        onASmallStack(() -> {
            long deadline = System.nanoTime() + Long.MAX_VALUE / 4;
            CancelContext[] others = new CancelContext[MANY];
            for (int i = 0; i < MANY; i++) {
                others[i] = i < 10 ? root.withDeadlineNanos(deadline - i) : root.withCancel();
            }
            CancelContext merged = root.withCancelOn(others[0], others);
            assertEquals(deadline - 9, merged.deadlineNanos());
            others[MANY - 1].cancel(cause);
            assertSame(cause, merged.cause());
            assertEquals(0, Retained.links((CancelNode) others[MANY / 2]).size());
        });
    }

    @Test
    void aFanEndsFromItsRoot() throws Exception {
        onASmallStack(() -> {
            CancelContext[] children = new CancelContext[MANY];
            for (int i = 0; i < MANY; i++) {
                children[i] = root.withCancel();
                children[i].onDone(runs::incrementAndGet);
            }
            assertTrue(root.cancel(cause));
            assertEquals(MANY, runs.get());
            for (CancelContext child : children) {
                assertSame(cause, child.cause());
            }
        });
    }

    private static void onASmallStack(Runnable test) throws Exception {
        FutureTask<Void> task = new FutureTask<>(test, null);
        new Thread(null, task, "small stack", SMALL_STACK).start();
        task.get();
    }
}
