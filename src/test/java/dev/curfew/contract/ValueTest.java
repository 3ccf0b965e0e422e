package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.kit.EveryShape;
import dev.curfew.kit.GoTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Values: the nearest binding, else the default; at any depth, through every kind of context. */
@EveryShape
class ValueTest extends Contract {

    @Test
    @GoTest("TestValues")
    void theNearestBindingWins() {
        Context outer = root.withValue(USER, "outer");
        Context middle = through(outer);
        Context inner = middle.withCancel().withValue(USER, "inner");
        assertEquals("outer", outer.value(USER));
        assertEquals("outer", middle.value(USER));
        assertEquals("outer", middle.withCancel().value(USER));
        assertEquals("inner", inner.value(USER));
        assertEquals("inner", through(inner).withTimeout(HOUR).value(USER));
        assertEquals("outer", outer.value(USER), "deriving changes no parent");
    }

    @Test
    @GoTest("TestValues")
    void keysAreComparedByIdentity() {
        Key<String> one = Key.of("same name");
        Key<String> other = Key.of("same name");
        Context context = through(root.withValue(one, "one")).withValue(other, "other");
        assertEquals("one", context.value(one));
        assertEquals("other", context.value(other));
        assertNull(context.value(Key.of("same name")));
    }

    @Test
    @GoTest("TestValues")
    void aNullValueShadows() {
        Context context = through(root.withValue(USER, "ada").withValue(RETRIES, 5));
        Context shadowed = through(context.withValue(USER, null)).withValue(RETRIES, null);
        assertNull(shadowed.value(USER));
        assertNull(shadowed.value(RETRIES), "the default is shadowed as well");
        assertNull(shadowed.withCancel().value(RETRIES));
        assertEquals("ada", context.value(USER));
        assertEquals("grace", shadowed.withValue(USER, "grace").value(USER));
    }

    @Test
    void whereNothingIsBoundTheDefaultIs() {
        for (Context context : List.of(
                root,
                runtime.todo(),
                origin(),
                origin().withCancel(),
                origin().withTimeout(HOUR),
                origin().withValue(Key.of("other"), "value"),
                origin().withoutCancel())) {
            assertNull(context.value(USER));
            assertEquals(3, context.value(RETRIES));
        }
        assertEquals(5, origin().withValue(RETRIES, 5).value(RETRIES));
    }

    @Test
    void valuesStayAfterTheEnd() {
        CancelContext parent = root.withValue(USER, "ada").withCancel();
        Context child = through(parent).withCancel().withValue(RETRIES, 7);
        parent.cancel();
        settle();
        assertEquals("ada", child.value(USER));
        assertEquals(7, child.value(RETRIES));
        assertEquals("ada", child.withCancel().value(USER), "also in what is derived then");
    }

    @Test
    @GoTest("TestParentFinishesChild")
    void aValueContextOfAnEndedParentIsDone() {
        CancelContext parent = origin().withCancel();
        Reason reason = new Reason("parent's");
        Context before = parent.withValue(USER, "ada");
        assertSame(parent.done(), before.done(), "a value context ends with its parent: it has the same signal");
        parent.cancel(reason);
        assertEnded(before, Context.CANCELED, reason);
        assertEnded(parent.withValue(USER, "ada"), Context.CANCELED, reason);
    }

    @Test
    void everyValueOfALongChainIsFound() {
        for (int length : new int[] {1, 15, 16, 17, 31, 32, 33, 48, 100, 500}) {
            List<Key<Integer>> keys = new ArrayList<>();
            Context tip = origin();
            for (int i = 0; i < length; i++) {
                Key<Integer> key = Key.of("key " + i);
                keys.add(key);
                tip = tip.withValue(key, i);
                if (i % 5 == 2) {
                    tip = tip.withCancel();
                }
                if (i == length / 2) {
                    tip = through(tip);
                }
            }
            for (int i = 0; i < length; i++) {
                assertEquals(i, tip.value(keys.get(i)), "key " + i + " of " + length);
            }
            assertNull(tip.value(Key.of("unbound")));
            assertEquals(3, tip.value(RETRIES));
        }
    }

    @Test
    void aRandomTreeOfBindingsAnswersLikeAMap() {
        for (long seed = 1; seed <= 5; seed++) {
            Random random = new Random(seed);
            List<Key<Integer>> keys = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                keys.add(i % 4 == 0 ? Key.withDefault("key " + i, -i) : Key.of("key " + i));
            }
            List<Context> contexts = new ArrayList<>(List.of(root));
            List<Map<Key<Integer>, Integer>> models = new ArrayList<>(List.of(Map.of()));
            for (int i = 1; i < 150; i++) {
                int parent = Math.max(0, contexts.size() - 1 - random.nextInt(4));
                Map<Key<Integer>, Integer> model = new HashMap<>(models.get(parent));
                Context context = contexts.get(parent);
                switch (random.nextInt(8)) {
                    case 0 -> context = context.withCancel();
                    case 1 -> context = context.withoutCancel();
                    case 2 -> context = i % 3 == 0 ? through(context).withCancel() : context.withTimeout(HOUR);
                    default -> {
                        Key<Integer> key = keys.get(random.nextInt(keys.size()));
                        Integer value = random.nextInt(5) == 0 ? null : (Integer) i;
                        model.put(key, value);
                        context = context.withValue(key, value);
                    }
                }
                contexts.add(context);
                models.add(model);
            }
            for (int i = 0; i < contexts.size(); i++) {
                for (Key<Integer> key : keys) {
                    Map<Key<Integer>, Integer> model = models.get(i);
                    Integer expected = model.containsKey(key) ? model.get(key) : key.defaultValue();
                    assertEquals(expected, contexts.get(i).value(key), "seed " + seed + ", context " + i + ", " + key);
                }
            }
        }
    }

    /** A foreign context that answers for one key by itself, another answer each time. */
    private static final class Counting extends ForwardingContext {
        private final Key<Integer> key;
        private final AtomicInteger asked = new AtomicInteger();

        Counting(Context delegate, Key<Integer> key) {
            super(delegate);
            this.key = key;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T value(Key<T> wanted) {
            return wanted == key ? (T) (Integer) asked.incrementAndGet() : super.value(wanted);
        }
    }

    @Test
    void aForeignContextIsAskedEachTime() {
        Key<Integer> counter = Key.of("counter");
        Context above = origin();
        for (int i = 0; i < 40; i++) {
            above = above.withValue(Key.of("above " + i), i);
        }
        Key<String> top = Key.of("top");
        Context foreign = new Counting(above.withValue(counter, -1).withValue(top, "top"), counter);
        Context tip = through(foreign);
        for (int i = 0; i < 40; i++) {
            tip = tip.withValue(Key.of("below " + i), i).withCancel();
            assertEquals(i + 1, tip.value(counter));
            assertEquals("top", tip.value(top), "through it, further up");
        }
        assertEquals(41, tip.withoutCancel().value(counter));
        assertEquals(-2, tip.withValue(counter, -2).value(counter), "a nearer binding needs not ask");
        assertEquals(42, tip.value(counter));
    }

    @Test
    void aVeryLongChainOfValuesDoesNotOverflow() {
        int length = DEEP / 20;
        Key<String> top = Key.of("top");
        Key<Integer> same = Key.of("same");
        Context tip = through(root.withValue(top, "top"));
        for (int i = 0; i < length; i++) {
            tip = tip.withValue(same, i);
        }
        assertEquals("top", tip.value(top));
        assertEquals(length - 1, tip.value(same));
        assertNull(tip.value(Key.of("unbound")));
    }

    @Test
    void aValueMayBeAnything() {
        Key<List<? extends Number>> key = Key.of("list");
        List<Integer> list = List.of(1, 2);
        assertSame(list, through(root.withValue(key, list)).withCancel().value(key));
        Key<Context> self = Key.of("context");
        Context bound = root.withValue(self, root);
        assertSame(root, bound.value(self));
    }
}
