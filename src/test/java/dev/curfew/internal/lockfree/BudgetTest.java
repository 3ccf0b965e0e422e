package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What operations allocate, in bytes for each call, as the JVM counts them. */
class BudgetTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS = 100;
    private static final int ROUNDS = 5;
    private static final long FAR = TimeUnit.DAYS.toNanos(1);

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();
    private static final Context BACKGROUND = RUNTIME.background();

    private static final int ENDING = 64;
    private static final int VERDICT = 24;
    private static final int CHILD = 40;
    private static final CancelContext[] CHILDREN = new CancelContext[128];

    private static final Runnable NOTHING = () -> {};
    private static final Throwable CAUSE = new Throwable("the cause");
    private static final Lease LEASE = BACKGROUND.withLeaseNanos(FAR);
    private static final Key<Object> KEY = Key.of("key");
    private static final Key<Object> UNBOUND = Key.of("unbound");
    private static final List<Key<Object>> OTHERS =
            IntStream.range(0, 1_000).mapToObj(i -> Key.of("key " + i)).toList();

    private final StringBuilder table = new StringBuilder();

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    @Test
    void whatIsMade() {
        assumeCompressedOops();
        CancelContext parent = BACKGROUND.withCancel();
        long near = System.nanoTime() + FAR;
        row("withCancel", BACKGROUND::withCancel, CancelContext::withCancel);
        row("withCancel below a table", BudgetTest::withTable, CancelContext::withCancel);
        row("the first withCancel below 100", () -> bindings(BACKGROUND.withCancel(), 100), Context::withCancel);
        row(
                "withDeadline, not the earliest",
                () -> BACKGROUND.withDeadlineNanos(near),
                deadline -> deadline.withDeadlineNanos(near + 1));
        row("withDeadline", () -> BACKGROUND.withDeadlineNanos(near));
        row("withDeadline that has passed", () -> BACKGROUND.withDeadlineNanos(Long.MIN_VALUE / 2));
        row("withValue", () -> parent.withValue(KEY, this));
        Context bound = parent.withValue(UNBOUND, this);
        row("withValue, the second", () -> bound.withValue(KEY, this));
        row("100 values", () -> bindings(parent, 100));
        row("1,000 values", () -> bindings(parent, 1_000));
        row("the first miss among 8 values", () -> bindings(parent, 8), context -> context.value(UNBOUND));
        row("the first miss among 9 values", () -> bindings(parent, 9), context -> context.value(UNBOUND));
        row("the first miss among 100 values", () -> bindings(parent, 100), context -> context.value(UNBOUND));
        row("the first poll below 8 values", () -> bindings(parent, 8), Context::isDone);
        row("the first poll below 9 values", () -> bindings(parent, 9), Context::isDone);
        row("withoutCancel", parent::withoutCancel);
        row("withCancelOn another", BACKGROUND::withCancel, BACKGROUND::withCancelOn);
        row("withCancelOn a root", BACKGROUND::withCancel, context -> context.withCancelOn(BACKGROUND));
        row("withLease", BACKGROUND::withCancel, context -> context.withLeaseNanos(FAR));
        row("scheduleAfter", BACKGROUND::withCancel, context -> context.scheduleAfterNanos(FAR, NOTHING));
        row("onDone", BACKGROUND::withCancel, context -> context.onDone(NOTHING));
        row("onDone with an executor", BACKGROUND::withCancel, context -> context.onDone(NOTHING, Runnable::run));
        row("onDone in a slot", BudgetTest::stamping, context -> context.onDone(NOTHING));
        row("table of a hot context", () -> new SlotTable(null));
        row("table with 16 slots more", () -> new Block(new SlotTable(null), Block.FEWEST_SLOTS));
        row("table with 64 slots more", () -> new Block(new SlotTable(null), Block.MOST_SLOTS));
        assertTable("""
                withCancel                              40
                withCancel below a table                40
                the first withCancel below 100          72
                withDeadline, not the earliest          40
                withDeadline                            96
                withDeadline that has passed            56
                withValue                               24
                withValue, the second                   24
                100 values                            2400
                1,000 values                         24000
                the first miss among 8 values            0
                the first miss among 9 values          120
                the first miss among 100 values        848
                the first poll below 8 values            0
                the first poll below 9 values           32
                withoutCancel                           24
                withCancelOn another                    88
                withCancelOn a root                     40
                withLease                              104
                scheduleAfter                           88
                onDone                                  32
                onDone with an executor                 64
                onDone in a slot                        40
                table of a hot context                 280
                table with 16 slots more               408
                table with 64 slots more               600
                """);
    }

    @Test
    void whatAllocatesNothing() {
        CancelContext live = BACKGROUND.withCancel();
        CancelContext ended = BACKGROUND.withCancel();
        ended.cancel(CAUSE);
        Context deadline = live.withTimeoutNanos(FAR);
        Context one = live.withValue(KEY, this).withCancel();
        Context hundred = bindings(one, 100).withCancel();
        row("isDone", live::isDone);
        row("isDone, ended", ended::isDone);
        row("err", live::err);
        row("err, ended", ended::err);
        row("cause", live::cause);
        row("cause, ended", ended::cause);
        row("throwIfDone", () -> {
            live.throwIfDone();
            return null;
        });
        row("done", live::done);
        row("expireIfDue", () -> deadline.expireIfDue(Long.MIN_VALUE));
        row("value, hit", () -> one.value(KEY));
        row("value, miss", () -> one.value(UNBOUND));
        row("value, hit 100 above", () -> hundred.value(KEY));
        row("value, miss 100 deep", () -> hundred.value(UNBOUND));
        row("cancel, ended", ended::cancel);
        row("cancel, leaf below a root", BACKGROUND::withCancel, CancelContext::cancel);
        row("cancel, leaf", () -> BACKGROUND.withCancel().withCancel(), CancelContext::cancel);
        row("cancel, leaf below a table", () -> withTable().withCancel(), CancelContext::cancel);
        row("cancel, before the deadline", () -> BACKGROUND.withCancel().withTimeoutNanos(FAR), CancelContext::cancel);
        row("stop", () -> BACKGROUND.withCancel().onDone(NOTHING), Registration::stop);
        row("renew to later", () -> LEASE.renewNanos(2 * FAR));
        row("stop, scheduled", () -> BACKGROUND.withCancel().scheduleAfterNanos(FAR, NOTHING), Registration::stop);
        row("cancel, merged", () -> BACKGROUND.withCancelOn(BACKGROUND.withCancel()), CancelContext::cancel);
        row("stop in a slot", () -> stamping().onDone(NOTHING), Registration::stop);
        assertTable("""
                isDone                                   0
                isDone, ended                            0
                err                                      0
                err, ended                               0
                cause                                    0
                cause, ended                             0
                throwIfDone                              0
                done                                     0
                expireIfDue                              0
                value, hit                               0
                value, miss                              0
                value, hit 100 above                     0
                value, miss 100 deep                     0
                cancel, ended                            0
                cancel, leaf below a root                0
                cancel, leaf                             0
                cancel, leaf below a table               0
                cancel, before the deadline              0
                stop                                     0
                renew to later                           0
                stop, scheduled                          0
                cancel, merged                           0
                stop in a slot                           0
                """);
    }

    /** A block in which a slot becomes free, among siblings that live, is put on the stack of available blocks once. */
    @Test
    void endingManySiblingsAllocatesLittle() {
        CancelContext live = BACKGROUND.withCancel();
        assertAtMostInAll(CALLS / Block.MOST_SLOTS * 24, live::withCancel, CancelContext::cancel);
    }

    /**
     * One object to keep the worklist, and one verdict for each context with links below; one verdict more for a cause
     * (C2).
     */
    @Test
    void endingATree() {
        assumeCompressedOops();
        for (int size : new int[] {10, 10_000}) {
            assertAtMost(ENDING + VERDICT, () -> fan(size), CancelContext::cancel);
            assertAtMost(ENDING + VERDICT * size, () -> chain(size), CancelContext::cancel);
            assertAtMost(ENDING + VERDICT, () -> actions(size), CancelContext::cancel);
            assertAtMost(ENDING + 2 * VERDICT, () -> fan(size), root -> root.cancel(CAUSE));
        }
        assertAtMost(ENDING, () -> actions(1), CancelContext::cancel);
    }

    /**
     * The whole life of a context with children, ended in any order. A child more costs its own bytes, and sometimes
     * those of another block: at most as much as 7 children while there are at most 64.
     */
    @Test
    void oneChildMoreCostsLittle() {
        assumeCompressedOops();
        for (int children : new int[] {8, 9, 16, 17, 18, 24, 25, 32, 40, 41, 64, 72, 73}) {
            row(children + " children", () -> oldestFirst(children), BudgetTest::life);
        }
        assertTable("""
                8 children                             360
                9 children                             768
                16 children                           1048
                17 children                           1088
                18 children                           1128
                24 children                           1368
                25 children                           1536
                32 children                           1816
                40 children                           2136
                41 children                           2392
                64 children                           3312
                72 children                           3632
                73 children                           4016
                """);
        long before = bytesOfLife(oldestFirst(16));
        for (int children = 17; children <= 128; children++) {
            int[] order = oldestFirst(children);
            long bytes = bytesOfLife(order);
            long more = bytes - before;
            assertTrue(more >= CHILD && more <= (children <= 64 ? 7 : 10) * CHILD, more + " for child " + children);
            for (Random random : new Random[] {null, new Random(1)}) {
                assertEquals(bytes, bytesOfLife(reordered(order, random)), "in another order");
            }
            before = bytes;
        }
    }

    private static long bytesOfLife(int[] order) {
        return bytes(1, () -> order, BudgetTest::life);
    }

    private static int[] oldestFirst(int size) {
        return IntStream.range(0, size).toArray();
    }

    /** Shuffled, or reversed without a source of numbers. */
    private static int[] reordered(int[] order, @Nullable Random random) {
        List<Integer> list = Arrays.stream(order).boxed().collect(Collectors.toList());
        if (random == null) {
            Collections.reverse(list);
        } else {
            Collections.shuffle(list, random);
        }
        return list.stream().mapToInt(i -> i).toArray();
    }

    private static CancelContext life(int[] order) {
        CancelContext parent = BACKGROUND.withCancel();
        for (int i = 0; i < order.length; i++) {
            CHILDREN[i] = parent.withCancel();
        }
        for (int child : order) {
            CHILDREN[child].cancel();
        }
        parent.cancel();
        return parent;
    }

    private static CancelNode withTable() {
        CancelNode node = (CancelNode) BACKGROUND.withCancel();
        node.inflate();
        return node;
    }

    /** A context whose actions sit in slots. */
    private static CancelNode stamping() {
        CancelNode node = withTable();
        for (int i = 0; i <= LinkStack.MAX_LINKS; i++) {
            node.onDone(NOTHING);
        }
        return node;
    }

    private static CancelContext fan(int size) {
        CancelContext root = BACKGROUND.withCancel();
        for (int i = 0; i < size; i++) {
            root.withCancel();
        }
        return root;
    }

    private static CancelContext chain(int size) {
        CancelContext root = BACKGROUND.withCancel();
        CancelContext leaf = root;
        for (int i = 0; i < size; i++) {
            leaf = leaf.withCancel();
        }
        return root;
    }

    private static CancelContext actions(int size) {
        CancelContext root = BACKGROUND.withCancel();
        for (int i = 0; i < size; i++) {
            root.onDone(NOTHING);
        }
        return root;
    }

    private static Context bindings(Context parent, int count) {
        Context bound = parent;
        for (int i = 0; i < count; i++) {
            bound = bound.withValue(OTHERS.get(i), CAUSE);
        }
        return bound;
    }

    // ---- measuring

    private void row(String name, Supplier<?> call) {
        row(name, () -> call, Supplier::get);
    }

    private <T> void row(String name, Supplier<T> subject, Function<T, ?> call) {
        long bytes = bytes(CALLS, subject, call);
        String perCall = bytes % CALLS == 0 ? Long.toString(bytes / CALLS) : bytes + "/" + CALLS;
        table.append(String.format(Locale.ROOT, "%-32s %9s%n", name, perCall));
    }

    private void assertTable(String expected) {
        assertEquals(expected, table.toString().replace(System.lineSeparator(), "\n"));
    }

    private static <T> void assertAtMost(long most, Supplier<T> subject, Function<T, ?> call) {
        int calls = 5;
        long bytes = bytes(calls, subject, call);
        assertTrue(bytes <= most * calls, bytes + " bytes in " + calls + " calls");
    }

    private static <T> void assertAtMostInAll(long most, Supplier<T> subject, Function<T, ?> call) {
        long bytes = bytes(CALLS, subject, call);
        assertTrue(bytes <= most, bytes + " bytes in " + CALLS + " calls");
    }

    /** The least of some rounds: what happens once, like loading a class or making stripes, is not counted. */
    private static <T> long bytes(int calls, Supplier<T> subject, Function<T, ?> call) {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            Object[] subjects = new Object[calls];
            // Results are kept, so that the compiler cannot remove their allocation.
            Object[] results = new Object[calls];
            for (int i = 0; i < calls; i++) {
                subjects[i] = subject.get();
            }
            least = Math.min(least, bytes(subjects, results, call));
        }
        return least;
    }

    @SuppressWarnings("unchecked") // the subjects are what the supplier made
    private static <T> long bytes(Object[] subjects, Object[] results, Function<T, ?> call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        long counting = THREADS.getCurrentThreadAllocatedBytes() - before;
        before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < subjects.length; i++) {
            results[i] = call.apply((T) subjects[i]);
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before - counting;
    }

    private static void assumeCompressedOops() {
        assumeTrue(
                isOn("UseCompressedOops") && isOn("UseCompressedClassPointers") && !isOn("UseCompactObjectHeaders"),
                "sizes are those of compressed oops and full headers");
    }

    private static boolean isOn(String option) {
        try {
            return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .getVMOption(option)
                    .getValue());
        } catch (IllegalArgumentException e) {
            return false; // of another version
        }
    }
}
