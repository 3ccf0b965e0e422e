package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Key;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.GoTest;
import dev.curfew.kit.Semantic;
import dev.curfew.kit.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How an end spreads through a tree, also where a foreign context stands in the middle. */
@EveryShape
class TreeTest extends Contract {

    private final Reason reason = new Reason("parent's");

    @Test
    @Semantic(2)
    @GoTest({"TestWithCancel", "TestCustomContextPropagation"})
    void everythingBelowEndsBeforeCancelReturns() {
        CancelContext top = root.withCancel();
        Context middle = through(top);
        CancelContext bottom = middle.withCancel();
        assertLive(top);
        assertNull(middle.err());
        assertLive(bottom);
        top.cancel(reason);
        if (subject.shape().isSynchronous()) {
            assertTrue(bottom.isDone(), "when cancel returns");
        }
        settle();
        assertEnded(top, Context.CANCELED, reason);
        assertEndedThrough(bottom, Context.CANCELED, reason);
    }

    @Test
    @Semantic(2)
    void aWideTreeEnds() {
        CancelContext top = root.withCancel();
        List<CancelContext> all = children(through(top), 500);
        all.addAll(children(through(top), 500));
        top.cancel(reason);
        settle();
        all.forEach(context -> assertEndedThrough(context, Context.CANCELED, reason));
    }

    @Test
    @Semantic(2)
    void foreignContextsAtManyDepthsEnd() {
        CancelContext top = root.withCancel();
        List<CancelContext> all = new ArrayList<>();
        Context tip = top;
        for (int depth = 0; depth < 40; depth++) {
            CancelContext child = through(tip).withCancel();
            all.add(child);
            all.addAll(children(child, 3));
            tip = child;
        }
        top.cancel();
        settle();
        assertAllCanceled(all);
    }

    @Test
    @Semantic(2)
    void everyKindOfContextBelowEnds() {
        CancelContext top = root.withCancel();
        Context middle = through(top);
        List<Context> below = List.of(
                middle.withCancel(),
                middle.withTimeout(HOUR),
                middle.withValue(USER, "ada").withCancel(),
                middle.withCancel().withValue(USER, "ada"),
                middle.withTimeout(HOUR).withTimeout(HOUR.dividedBy(2)),
                through(middle.withCancel()).withCancel());
        top.cancel(reason);
        settle();
        for (Context context : below) {
            assertTrue(context.isDone());
            assertSame(subject.shape().errBelow(Context.CANCELED), context.err());
        }
    }

    @Test
    @Semantic({6, 7})
    @GoTest("TestWithCancelCanceledParent")
    void aChildOfAnEndedParentIsBornEnded() {
        CancelContext parent = root.withCancel();
        Context middle = through(parent);
        parent.cancel(reason);
        assertBornEnded(middle, Context.CANCELED);
        settle();
    }

    @Test
    @Semantic({6, 7})
    void aChildOfAParentEndedBeforeTheForeignContextWasMadeIsBornEnded() {
        CancelContext parent = root.withTimeoutNanos(-1, reason);
        assertBornEnded(through(parent), Context.DEADLINE_EXCEEDED);
        settle();
    }

    @Test
    @Semantic({6, 8})
    void theParentsEndComesBeforeAPassedDeadline() {
        CancelContext parent = root.withCancel();
        Context middle = through(parent);
        parent.cancel(reason);
        CancelContext child = middle.withTimeoutNanos(-1, new Reason("not this one"));
        if (subject.shape() == Shape.THROWS_FROM_IS_DONE) {
            assertTrue(child.isDone()); // nobody can know which came first
        } else {
            assertEndedThrough(child, Context.CANCELED, reason);
        }
        settle();
    }

    private void assertBornEnded(Context middle, ContextException err) {
        for (Context child : List.of(
                middle.withCancel(),
                middle.withTimeout(HOUR),
                middle.withValue(USER, "ada").withTimeout(HOUR),
                middle.withCancel().withCancel())) {
            assertEndedThrough(child, err, reason);
            AtomicInteger runs = new AtomicInteger();
            assertFalse(child.onDone(runs::incrementAndGet).stop());
            assertEquals(1, runs.get(), "an action registered after the end runs at once");
        }
    }

    @Test
    @Semantic(6)
    @GoTest("TestChildFinishesFirst")
    void aChildNeverEndsItsParent() {
        CancelContext parent = root.withCancel();
        Context middle = through(parent);
        CancelContext child = middle.withCancel();
        CancelContext grandchild = child.withCancel();
        CancelContext sibling = middle.withTimeout(HOUR);
        assertTrue(child.cancel(reason));
        middle.withTimeoutNanos(-1);
        settle();
        assertEnded(child, Context.CANCELED, reason);
        assertEnded(grandchild, Context.CANCELED, reason);
        assertLive(parent);
        assertLive(sibling);
        assertNull(middle.err());
        assertTrue(parent.cancel());
        settle();
        assertEnded(child, Context.CANCELED, reason);
        assertCanceled(sibling);
    }

    @Test
    @Semantic(12)
    @GoTest({"TestWithoutCancel", "source: WithoutCancel blocks the lookup of the cancel key"})
    void withoutCancelKeepsValuesAndDropsTheRest() {
        CancelContext parent = root.withTimeout(HOUR);
        Context detached = through(parent.withValue(USER, "ada")).withoutCancel();
        AtomicInteger runs = new AtomicInteger();
        detached.onDone(runs::incrementAndGet);
        CancelContext below = detached.withCancel();
        parent.cancel(reason);
        settle();
        assertLive(detached);
        assertLive(below);
        assertSame(Done.NEVER, detached.done());
        assertFalse(detached.hasDeadline());
        assertEquals(Context.NO_DEADLINE, detached.deadlineNanos());
        assertFalse(below.hasDeadline());
        assertEquals("ada", detached.value(USER));
        assertEquals("ada", below.value(USER));
        assertEquals(0, runs.get());
        assertFalse(below.expireIfDue(in(2 * HOUR_NANOS)), "nothing above expires through it");
        assertLive(detached);
        assertTrue(below.cancel());
    }

    @Test
    @Semantic(12)
    void whatHangsBelowWithoutCancelEndsByItselfOnly() throws InterruptedException {
        CancelContext parent = root.withCancel();
        parent.cancel();
        Context detached = through(parent).withoutCancel();
        CancelContext below = detached.withTimeoutNanos(MILLI, reason);
        below.await();
        assertEnded(below, Context.DEADLINE_EXCEEDED, reason);
        settle();
    }

    @Test
    @Semantic(2)
    @GoTest("TestLayersCancel")
    void aRandomLayerCancelledEndsTheLeaf() {
        for (long seed = 1; seed <= 20; seed++) {
            Layers layers = new Layers(seed, HOUR_NANOS);
            layers.assertValues();
            assertLive(layers.leaf);
            CancelContext cancelled = layers.cancellable.get(new Random(seed).nextInt(layers.cancellable.size()));
            cancelled.cancel();
            settle();
            assertCanceled(layers.leaf);
            layers.assertValues();
            layers.cancellable.get(0).cancel();
            settle();
        }
    }

    @Test
    @Semantic({2, 8})
    @GoTest("TestLayersTimeout")
    void anExpiredLayerEndsTheLeaf() {
        for (long seed = 1; seed <= 5; seed++) {
            Layers layers = new Layers(seed, 2 * MILLI);
            Background.until("the leaf ends", () -> {
                settle();
                return layers.leaf.isDone();
            });
            assertEnded(
                    layers.leaf,
                    subject.shape().errBelow(Context.DEADLINE_EXCEEDED),
                    subject.shape().errBelow(Context.DEADLINE_EXCEEDED));
            layers.assertValues();
            layers.cancellable.get(0).cancel();
            settle();
        }
    }

    /** Random layers, in the middle of them one foreign context and one deadline above it. */
    private final class Layers {
        private final long seed;
        private final List<Key<Integer>> keys = new ArrayList<>();
        private final List<CancelContext> cancellable = new ArrayList<>();
        private final Context leaf;

        Layers(long seed, long timeoutNanos) {
            this.seed = seed;
            Random random = new Random(seed);
            Context tip = add(root.withTimeoutNanos(timeoutNanos));
            for (int i = 0; i < 40; i++) {
                tip = switch (random.nextInt(3)) {
                    case 0 -> valueOver(tip);
                    case 1 -> add(tip.withCancel());
                    default -> add(tip.withTimeout(HOUR));
                };
                if (i == 20) {
                    tip = through(tip);
                }
            }
            leaf = add(tip.withCancel());
        }

        private CancelContext add(CancelContext context) {
            cancellable.add(context);
            return context;
        }

        private Context valueOver(Context parent) {
            Key<Integer> key = Key.of("layer " + keys.size());
            keys.add(key);
            return parent.withValue(key, keys.size() - 1);
        }

        void assertValues() {
            for (int i = 0; i < keys.size(); i++) {
                assertEquals(i, leaf.value(keys.get(i)), "seed " + seed);
            }
        }
    }

    @Test
    void derivingNeverGivesTheSameContextTwice() {
        Context parent = origin();
        assertNotSame(parent.withCancel(), parent.withCancel());
    }

    @Test
    @Semantic(11)
    void theRuntimeComesFromAbove() {
        Context middle = origin();
        assertSame(runtime, middle.withCancel().runtime());
        assertSame(runtime, middle.withValue(USER, "ada").withTimeout(HOUR).runtime());
        assertSame(runtime, middle.withoutCancel().runtime());
    }

    @Test
    @Semantic(2)
    void siblingsOfTheForeignContextEndToo() {
        CancelContext top = root.withCancel();
        CancelContext before = top.withCancel();
        Context middle = through(top);
        CancelContext below = middle.withCancel();
        CancelContext after = top.withCancel();
        top.cancel();
        settle();
        assertAllCanceled(List.of(before, below, after));
    }
}
