package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.kit.Background;
import dev.curfew.kit.Collected;
import dev.curfew.kit.Cycles;
import dev.curfew.kit.ForeignContext;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.Seeds;
import dev.curfew.wheel.ManualClock;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** How long a stack may be, how many stripes there are, and what is in the last of them (K1, S2, S3). */
class SlotsTest {

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    private final CancelNode parent = (CancelNode) RUNTIME.background().withCancel();

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    @Test
    void stripesArePerProcessorAndNoMoreThanHashes() {
        assertEquals(1, SlotTable.maxStripes(1));
        assertEquals(2, SlotTable.maxStripes(2));
        assertEquals(4, SlotTable.maxStripes(3));
        assertEquals(64, SlotTable.maxStripes(64));
        assertEquals(64, SlotTable.maxStripes(1_000));
    }

    /** What a thread remembers may be a stripe that came after the array which the thread has read. */
    @Test
    void aStripeIsOfTheArrayThatWasRead() {
        SlotTable table = new SlotTable(null);
        Stripe[] first = {new Stripe()};
        table.moveOn(0);
        assertEquals(1, table.indexOfThisThread(new Stripe[] {first[0], new Stripe()}));
        assertEquals(0, table.indexOfThisThread(first));
    }

    @Test
    void aStackIsShortWhateverTwoThreadsDo() {
        Seeds.forEach(3, seed -> {
            for (int round = 0; round < 300; round++) {
                CancelNode young = (CancelNode) RUNTIME.background().withCancel();
                AtomicBoolean over = new AtomicBoolean();
                AtomicInteger longest = new AtomicInteger();
                Random one = new Random(seed + round);
                Random other = new Random(~seed - round);
                Background.race(
                        () -> {
                            while (!over.get()) {
                                longest.accumulateAndGet(stackOf(young), Math::max);
                            }
                        },
                        () -> {
                            Background.race(() -> churn(young, one), () -> churn(young, other));
                            over.set(true);
                        });
                longest.accumulateAndGet(stackOf(young), Math::max);
                assertTrue(longest.get() <= 8, longest + " links");
            }
        });
    }

    private static void churn(CancelNode context, Random random) {
        List<CancelContext> live = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            if (live.size() == 6 || (!live.isEmpty() && random.nextBoolean())) {
                live.remove(random.nextInt(live.size())).cancel();
            } else {
                live.add(context.withCancel());
            }
        }
    }

    private static int stackOf(CancelNode context) {
        Object below = context.stateAcquire();
        Link at = below instanceof SlotTable table ? table.newestVolatile() : (Link) below;
        int links = 0;
        for (; at != null; at = at.older()) {
            links++;
        }
        return links;
    }

    @Test
    void oneThreadMakesNoSecondStripe() {
        parent.inflate();
        for (int i = 0; i < 5_000; i++) {
            Context live = parent.withCancel();
            parent.withCancel().cancel();
            parent.onDone(() -> {}).stop();
            ((CancelContext) live).cancel();
        }
        assertEquals(1, Stripes.of(parent).size());
    }

    @Test
    void threadsThatCollideMakeNoMoreStripesThanThereMayBe() {
        parent.inflate();
        List<CancelContext> live = Collections.synchronizedList(new ArrayList<>());
        Background.Task[] tasks = new Background.Task[2 * SlotTable.MAX_STRIPES];
        Arrays.fill(tasks, (Background.Task) () -> {
            for (int i = 0; i < 20_000; i++) {
                parent.withCancel().cancel();
            }
            live.add(parent.withCancel());
        });
        Background.race(tasks);
        assertTrue(Stripes.of(parent).size() <= SlotTable.MAX_STRIPES);
        parent.cancel();
        assertTrue(live.stream().allMatch(Context::isDone), "each is done");
    }

    /** The foreign context keeps the action that it was asked to drop. The child has ended, and is released (F1). */
    @Test
    void aForeignDoneThatKeepsAStoppedActionKeepsNoChild() {
        List<Runnable> kept = new ArrayList<>();
        Context foreign = new ForeignContext(RUNTIME.background(), new ForeignDone() {
            @Override
            public Registration onDone(Runnable action) {
                kept.add(action);
                return () -> true;
            }
        });
        Collected.despite(kept, "an ended child of a foreign context", () -> {
            CancelContext child = foreign.withCancel();
            child.cancel();
            return new WeakReference<>(child);
        });
        kept.forEach(Runnable::run);
    }

    /** Cancelling the timeout may call the wake-up of a user, which may look at the tree. So it comes after marking. */
    @Test
    void theWakeupRunsAfterAllIsMarked() throws Exception {
        ManualClock clock = new ManualClock(0);
        List<CancelContext> tree = new ArrayList<>();
        List<Boolean> done = new ArrayList<>();
        ContextRuntime runtime = ContextRuntime.builder()
                .core(ContextRuntime.Core.LOCK_FREE)
                .clock(clock)
                .callerDriven(() -> done.add(tree.stream().allMatch(Context::isDone)))
                .build();
        tree.add(runtime.background().withTimeoutNanos(1L << 50));
        tree.add(tree.get(0).withCancel());
        Cycles.untilIdle(runtime);
        runtime.nextWakeNanos();
        done.clear();
        tree.get(0).cancel();
        assertEquals(List.of(true), done, "woken once, with all done");
    }
}
