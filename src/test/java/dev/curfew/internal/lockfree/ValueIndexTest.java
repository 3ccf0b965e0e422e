package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.kit.Graph;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where indexes of values are, when they are made, and what they copy (Z1, Z3, Z4). */
class ValueIndexTest {

    private static final int INDEX = 32;
    private static final int ARRAY_HEADER = 16;
    private static final Key<Object> UNBOUND = Key.of("unbound");
    private static final List<Key<Object>> KEYS =
            IntStream.range(0, 10_000).mapToObj(i -> Key.of("key " + i)).toList();

    private final Context background =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build().background();
    private final CancelContext root = background.withCancel();

    private static Context bind(Context parent, int from, int to) {
        Context bound = parent;
        for (int i = from; i < to; i++) {
            bound = bound.withValue(KEYS.get(i), i);
        }
        return bound;
    }

    private static List<ValueContext> bindingsFrom(Context tip) {
        List<ValueContext> bindings = new ArrayList<>();
        Context at = ValueContext.sourceOf(tip);
        while (at instanceof ValueContext binding) {
            bindings.add(binding);
            at = binding.source();
        }
        return bindings;
    }

    /** The entries that were copied to tables: each cost a step, and 8 bytes. */
    private static int copied(Context tip) {
        return bindingsFrom(tip).stream()
                .map(ValueContext::index)
                .filter(index -> index != null && index.tableAcquire() != null)
                .mapToInt(ValueIndex::covered)
                .sum();
    }

    private static long indexes(Context tip) {
        return bindingsFrom(tip).stream()
                .filter(binding -> binding.index() != null)
                .count();
    }

    /** Bindings that a miss passes one by one, plus indexes that it probes. */
    private static int stepsOfMiss(Context tip) {
        int steps = 0;
        Context at = ValueContext.sourceOf(tip);
        while (at instanceof ValueContext binding) {
            steps++;
            ValueIndex index = binding.index();
            at = index == null ? binding.source() : index.beyond();
        }
        return steps;
    }

    @Test
    void fewBindingsGetNoIndex() {
        Context tip = bind(root, 0, ValueContext.RUN);
        assertNull(tip.value(UNBOUND));
        assertTrue(!tip.isDone());
        assertEquals(0, indexes(tip));
    }

    @Test
    void aLookupThatStopsEarlyMakesNone() {
        Context tip = bind(root, 0, 100);
        assertEquals(100 - ValueContext.RUN, tip.value(KEYS.get(100 - ValueContext.RUN)));
        assertEquals(0, indexes(tip));
        assertEquals(99 - ValueContext.RUN, tip.value(KEYS.get(99 - ValueContext.RUN)));
        assertEquals(1, indexes(tip));
        assertEquals(1, stepsOfMiss(tip));
    }

    @Test
    void aPollMakesNoTable() {
        Context tip = bind(root, 0, 100);
        assertTrue(!tip.isDone());
        assertEquals(1, indexes(tip));
        assertEquals(0, copied(tip));
        assertEquals(0, tip.value(KEYS.get(0)));
        assertEquals(100, copied(tip));
        root.cancel();
        assertTrue(tip.isDone());
    }

    /** Z1. */
    @Test
    void whatIsDerivedFromOneContextSharesItsIndex() {
        Context session = bind(root, 0, 10).withCancel();
        for (int i = 0; i < 5; i++) {
            Context request = bind(session, 10, 10 + i);
            assertNull(request.value(UNBOUND));
            assertEquals(i + 1, stepsOfMiss(request));
            assertEquals(1, indexes(request));
        }
        assertEquals(10, copied(session));
    }

    /** For some of these requests, the number of the nearest binding is one whose index would copy everything. */
    @Test
    void requestsBelowManyBindingsShareAnIndexToo() {
        for (int above = 504; above <= 511; above++) {
            Context session = bind(root, 0, above).withCancel();
            for (int values = 0; values < ValueContext.RUN; values++) {
                Context request = bind(session, above, above + values).withCancel();
                assertNull(request.value(UNBOUND));
                int own = copied(request) - copied(session);
                assertTrue(own <= values, own + " copies by " + values + " values below " + above);
            }
        }
    }

    /** Z4. */
    @Test
    void anIndexStays() {
        Context tip = bind(root, 0, 300);
        assertNull(tip.value(UNBOUND));
        List<ValueIndex> made =
                bindingsFrom(tip).stream().map(ValueContext::index).toList();
        for (int i = 0; i < 300; i++) {
            assertEquals(i, tip.value(KEYS.get(i)));
        }
        assertEquals(made, bindingsFrom(tip).stream().map(ValueContext::index).toList());
    }

    /**
     * A lookup below each binding of a chain, the most that a chain makes: 64 bytes per binding at most, up to 1,000
     * bindings. An entry of a table costs a step to copy, and 8 bytes. A lookup stays short.
     */
    @Test
    void bindingAndLookingUpInTurnIsNotQuadratic() {
        Context tip = root;
        for (int length = 1; length <= 1_000; length++) {
            tip = tip.withValue(KEYS.get(length), length);
            assertNull(tip.value(UNBOUND));
            assertTrue(stepsOfMiss(tip) <= 2 * ValueContext.RUN, "a miss among " + length);
            int copied = copied(tip);
            long bytes = 8L * copied + (INDEX + ARRAY_HEADER) * indexes(tip);
            assertTrue(copied <= 7 * length && bytes <= 64L * length, () -> copied + " copies, " + bytes + " bytes");
        }
    }

    /** The worst case: each of many branches copies what is above it, up to 103 bindings. */
    @Test
    void aBranchCopiesAFewRunsAtMost() {
        for (int above : new int[] {50, 95, 500, 5_000}) {
            Context trunk = bind(root, 0, above);
            assertNull(trunk.value(UNBOUND));
            int before = copied(trunk);
            Context branch = bind(trunk, above, above + ValueContext.RUN + 1);
            assertNull(branch.value(UNBOUND));
            int made = copied(branch) - before;
            assertTrue(made <= above + ValueContext.RUN + 1, made + " copies above " + above);
        }
    }

    @Test
    void aForeignContextBoundsAnIndex() {
        Context above = bind(root, 0, 20);
        Context tip = bind(new ForwardingContext(above) {}, 20, 40);
        for (int i = 0; i < 40; i++) {
            assertEquals(i, tip.value(KEYS.get(i)));
        }
        assertEquals(20, copied(tip));
        assertEquals(20, copied(above));
    }

    /** Z1: a lookup makes the index and its table, and nothing becomes reachable that was not before. */
    @Test
    void anIndexKeepsNothingAlive() {
        Context session = bind(root, 0, 50).withCancel();
        Context request = bind(session, 50, 60).withCancel();
        Set<Object> before = identities(session);
        assertNull(request.value(UNBOUND));
        assertNull(session.value(UNBOUND));
        Set<Object> added = identities(session);
        added.removeAll(before);
        added.removeIf(object ->
                ((Same) object).object instanceof ValueIndex || ((Same) object).object instanceof ValueContext[]);
        assertEquals(Set.of(), added);
    }

    private record Same(Object object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Same same && same.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    private static Set<Object> identities(Object root) {
        Set<Object> same = new HashSet<>();
        Graph.reachable(List.of(root)).forEach(object -> same.add(new Same(object)));
        return same;
    }

    /** Z3: a lookup at the end of the stack answers or overflows, and a later one answers. */
    @Test
    void theEndOfTheStack() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> {
            List<Context> tips = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                tips.add(bind(root, 0, 30));
            }
            int[] next = new int[1];
            descend(tips, next);
            for (Context tip : tips) {
                for (int i = 0; i < 30; i++) {
                    assertEquals(i, tip.value(KEYS.get(i)));
                }
                assertTrue(!tip.isDone());
                assertNotNull(tip.toString());
            }
            return next[0];
        });
        Thread thread = new Thread(null, task, "small stack", 256 << 10);
        thread.start();
        assertTrue(task.get() > 0);
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void descend(List<Context> tips, int[] next) {
        try {
            descend(tips, next);
        } catch (StackOverflowError e) {
            // The deepest frame.
        }
        if (next[0] < tips.size()) {
            try {
                Context tip = tips.get(next[0]++);
                assertEquals(0, tip.value(KEYS.get(0)));
                assertTrue(!tip.isDone());
            } catch (StackOverflowError e) {
                // There is more room in the next frame.
            }
        }
    }
}
