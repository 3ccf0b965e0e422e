package dev.curfew.internal.lockfree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.Registration;
import dev.curfew.kit.Churn;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.StackEnd;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A live parent reaches what is live below it, and no link of an ended child, in whatever order children end (L3, K3,
 * S1).
 */
class RetentionTest {

    private static final int MANY = 200_000;
    /** So few that some orders make no table, and others make one stripe. */
    private static final int FEW = 500;

    private static final ContextRuntime RUNTIME =
            ContextRuntime.builder().core(ContextRuntime.Core.LOCK_FREE).build();

    private final CancelNode parent = newParent();

    @AfterAll
    static void close() {
        RUNTIME.close();
    }

    private static CancelNode newParent() {
        return (CancelNode) RUNTIME.background().withCancel();
    }

    @ParameterizedTest
    @CsvSource({
        "LIFO, 1",
        "FIFO, 1",
        "RANDOM, 1",
        "ALL_THEN_END, 1",
        "ONE_THEN_LIFO, 1",
        "LIFO, 2",
        "FIFO, 2",
        "RANDOM, 2",
        "ALL_THEN_END, 2"
    })
    void childrenOfALongLivedParent(Churn order, int threads) {
        Seeds.forEach(1, seed -> {
            onThreads(
                    threads,
                    seed,
                    random -> order.run(MANY / threads, random, parent::withCancel, CancelContext::cancel));
            assertIdle(parent);
        });
    }

    @ParameterizedTest
    @EnumSource
    void childrenOfParentsThatAreNotHot(Churn order) {
        Seeds.forEach(1, seed -> {
            Random random = new Random(seed);
            for (int i = 0; i < 100; i++) {
                CancelNode young = newParent();
                order.run(FEW, random, young::withCancel, CancelContext::cancel);
                assertIdle(young);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"LIFO, 1", "FIFO, 1", "RANDOM, 1", "ALL_THEN_END, 1", "ONE_THEN_LIFO, 1", "FIFO, 2", "RANDOM, 2"})
    void stoppedActions(Churn order, int threads) {
        Seeds.forEach(1, seed -> {
            onThreads(
                    threads,
                    seed,
                    random -> order.run(MANY / threads, random, () -> parent.onDone(() -> {}), Registration::stop));
            assertIdle(parent);
        });
    }

    @Test
    void aStoppedActionDropsItsRunnable() {
        ActionLink action = (ActionLink) parent.onDone(() -> {});
        parent.withCancel();
        action.stop();
        assertSame(Link.SPENT, action.stateAcquire());
    }

    @Test
    void waitersThatLeft() {
        onThreads(4, 0, random -> {
            for (int i = 0; i < 1_000; i++) {
                parent.awaitNanos(1);
            }
        });
        assertIdle(parent);
    }

    @Test
    void someEndAmongManyThatLive() {
        Seeds.forEach(1, seed -> {
            List<CancelContext> live = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                live.add(parent.withCancel());
            }
            Churn.RANDOM.run(MANY, new Random(seed), parent::withCancel, CancelContext::cancel);
            assertEquals(0, Retained.dead(parent), "links of ended children");
            assertEquals(live.size(), Retained.live(parent), "live links");
            live.forEach(CancelContext::cancel);
            assertIdle(parent);
        });
    }

    /** A user may keep a child that has ended. It reaches none of its siblings (L3). */
    @ParameterizedTest
    @EnumSource
    void whatAnEndedChildHoldsThatTheUserKeeps(Churn order) {
        Seeds.forEach(1, seed -> {
            List<CancelNode> kept = new ArrayList<>();
            order.run(20_000, new Random(seed), parent::withCancel, child -> {
                child.cancel();
                kept.add((CancelNode) child);
            });
            assertEquals(0, kept.stream().mapToInt(Retained::behind).max().orElseThrow());
        });
    }

    /** The same for children that ended with their parent: leaves (E6), and children with a deadline or something below. */
    @Test
    void whatChildrenHoldThatEndedWithTheirParent() {
        assertEquals(0, siblingsBehind(childrenOfEveryKind(), parent::cancel));
    }

    /** A stack overflow may interrupt the end anywhere; the next end on that thread goes on (E5, E6). */
    @Test
    void whatChildrenHoldThatEndedAtTheEndOfAStack() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            CancelNode top = newParent();
            List<CancelNode> children = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                children.add((CancelNode) top.withCancel());
            }
            int frames = round % 30;
            StackEnd.onSmallStack(() -> endAtTheEndOfTheStack(top, frames));
            assertEquals(0, siblingsBehind(children, () -> {}), "round " + round);
        }
    }

    /** A stack overflow may keep a call from releasing the child that it has ended. The next call on the child does it. */
    @Test
    void childrenWhoseReleaseWasInterrupted() throws InterruptedException {
        for (int round = 0; round < 100; round++) {
            CancelNode top = newParent();
            List<CancelNode> children = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                children.add((CancelNode) top.withCancel());
            }
            Collections.shuffle(children, new Random(round));
            Iterator<CancelNode> each = children.iterator();
            int frames = round % 30;
            StackEnd.onSmallStack(() ->
                    StackEnd.callInEachFrame(() -> each.hasNext() && each.next().cancel(), frames));
            children.forEach(CancelNode::cancel);
            assertIdle(top);
        }
    }

    private List<CancelNode> childrenOfEveryKind() {
        List<CancelNode> children = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            children.add((CancelNode) parent.withCancel());
            children.add((CancelNode) parent.withTimeout(Duration.ofHours(1)));
            CancelNode withChild = (CancelNode) parent.withCancel();
            children.add(withChild);
            children.add((CancelNode) withChild.withCancel());
            CancelNode withAction = (CancelNode) parent.withCancel();
            children.add(withAction);
            var unused = withAction.onDone(() -> {});
        }
        return children;
    }

    private static int siblingsBehind(List<CancelNode> children, Runnable end) {
        end.run();
        children.forEach(child -> assertTrue(child.isDone()));
        return children.stream().mapToInt(Retained::behind).sum();
    }

    private static void endAtTheEndOfTheStack(CancelNode top, int frames) {
        if (frames > 0) {
            endAtTheEndOfTheStack(top, frames - 1);
            return;
        }
        overflow(top);
        CancelNode last = newParent();
        var unused = last.onDone(() -> {});
        var unused2 = last.onDone(() -> {});
        last.cancel(); // notifies what is left
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static void overflow(CancelNode top) {
        try {
            overflow(top);
        } catch (StackOverflowError e) {
            top.cancel(); // There is room for it some frames above.
        }
    }

    @Test
    void millionsInASmallHeap() throws IOException, InterruptedException {
        Process program = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx24m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallHeap.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, program.waitFor(), output);
    }

    /** The program of {@link #millionsInASmallHeap}. */
    static final class SmallHeap {

        private SmallHeap() {}

        public static void main(String[] args) {
            for (ContextRuntime.Core core : ContextRuntime.Core.values()) {
                for (Churn order : Churn.values()) {
                    try (ContextRuntime runtime =
                                    ContextRuntime.builder().core(core).build();
                            CancelContext parent = runtime.background().withCancel()) {
                        System.out.println(core + " " + order);
                        order.run(3_000_000, new Random(1), parent::withCancel, CancelContext::cancel);
                    }
                }
            }
        }
    }

    private static void assertIdle(CancelNode parent) {
        assertEquals(0, Retained.dead(parent), "links of ended children");
        assertEquals(0, Retained.live(parent), "live links");
    }

    private interface Work {
        void with(Random random) throws Exception;
    }

    private static void onThreads(int count, long seed, Work work) {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Random random = new Random(seed + i);
            tasks.add(new FutureTask<>(() -> {
                work.with(random);
                return null;
            }));
        }
        tasks.forEach(task -> new Thread(task).start());
        for (FutureTask<Void> task : tasks) {
            try {
                task.get();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
