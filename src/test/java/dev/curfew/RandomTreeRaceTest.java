package dev.curfew;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.ContextRuntime.Core;
import dev.curfew.RandomTreeTest.Foreign;
import dev.curfew.kit.Seeds;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two threads at work on one random tree. What they do follows from the seed, how they interleave does not: so what holds
 * in the end is checked, not what happened in between.
 */
class RandomTreeRaceTest {

    private static final int TREES = 200;
    private static final int OPERATIONS = 120;
    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    @ParameterizedTest
    @EnumSource
    void nothingIsLostOrDoneTwice(Core core) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Seeds.forEach(TREES, seed -> race(core, seed, threads));
        } finally {
            threads.shutdownNow();
            assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
        }
    }

    private static void race(Core core, long seed, ExecutorService threads) {
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        try (ContextRuntime runtime =
                ContextRuntime.builder().core(core).errorHandler(errors::add).build()) {
            Tree tree = new Tree(runtime);
            CyclicBarrier start = new CyclicBarrier(2);
            Future<?> one = threads.submit(() -> work(tree, new Random(seed), start));
            Future<?> other = threads.submit(() -> work(tree, new Random(~seed), start));
            one.get();
            other.get();
            tree.check();
            tree.root.cancel();
            tree.check();
            assertEquals(List.of(), errors);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable Void work(Tree tree, Random random, CyclicBarrier start) throws Exception {
        start.await();
        for (int i = 0; i < OPERATIONS; i++) {
            tree.step(random);
        }
        return null;
    }

    private static final class Tree {

        final CancelContext root;
        private final long start;
        private final List<Node> nodes = new CopyOnWriteArrayList<>();
        private final List<Action> actions = new CopyOnWriteArrayList<>();

        Tree(ContextRuntime runtime) {
            start = runtime.clock().nanoTime();
            root = runtime.background().withCancel();
            nodes.add(new Node(null, root, null));
        }

        void step(Random random) {
            Node node = any(nodes, random);
            int choice = random.nextInt(100);
            if (choice < 45) {
                nodes.add(derive(node, random));
            } else if (choice < 75) {
                actions.add(new Action(node));
            } else if (choice < 83) {
                if (!actions.isEmpty()) {
                    any(actions, random).stop();
                }
            } else if (choice < 95) {
                node.cancel();
            } else {
                node.context.expireIfDue(start + random.nextInt(8) * HOUR);
            }
        }

        /** Young ones rather than old, so that the tree is not over at once; never the root. */
        private static <T> T any(List<T> list, Random random) {
            int size = list.size();
            return list.get(size <= 1 ? 0 : Math.max(1, size - 1 - random.nextInt(Math.min(size, 20))));
        }

        private Node derive(Node parent, Random random) {
            Exception expiry = new Exception("expiry");
            return switch (random.nextInt(8)) {
                case 0 -> new Node(parent, new ForwardingContext(parent.context) {}, null);
                case 1 -> new Node(parent, parent.context.withValue(Key.of("key"), "value"), null);
                case 2 -> new Node(parent, parent.context.withDeadlineNanos(deadline(random), expiry), expiry);
                case 3 -> new Node(parent, new Foreign(parent.context, "foreign"), null);
                default -> new Node(parent, parent.context.withCancel(), null);
            };
        }

        private long deadline(Random random) {
            return start + random.nextInt(1, 8) * HOUR;
        }

        void check() {
            nodes.forEach(Node::check);
            actions.forEach(Action::check);
        }
    }

    private static final class Node {

        final @Nullable Node parent;
        final Context context;
        private final @Nullable Throwable expiry;
        private final List<Throwable> winners = new CopyOnWriteArrayList<>();

        Node(@Nullable Node parent, Context context, @Nullable Throwable expiry) {
            this.parent = parent;
            this.context = context;
            this.expiry = expiry;
        }

        void cancel() {
            Exception cause = new Exception("cause");
            if (context instanceof Foreign foreign) {
                foreign.fire(Context.CANCELED, cause, false);
            } else if (context instanceof CancelContext own && own.cancel(cause)) {
                winners.add(cause);
                assertSame(cause, own.cause());
            }
        }

        void check() {
            assertTrue(winners.size() <= 1, "cancelled twice");
            assertEquals(context.isDone(), context.err() != null);
            assertEquals(context.isDone(), context.cause() != null);
            boolean parentEnded = parent != null && parent.context.isDone();
            if (parentEnded && !(context instanceof Foreign)) {
                assertTrue(context.isDone(), "outlived its parent");
            }
            if (context.isDone() && parent != null && !(context instanceof Foreign)) {
                checkVerdict(parent);
            }
        }

        private void checkVerdict(Node parent) {
            if (!winners.isEmpty()) {
                assertSame(Context.CANCELED, context.err());
                assertSame(winners.get(0), context.cause());
            } else if (expiry == null || context.cause() != expiry) {
                assertTrue(parent.context.isDone(), "ended by nobody");
                assertSame(parent.context.err(), context.err());
                assertSame(parent.context.cause(), context.cause());
            } else {
                assertSame(Context.DEADLINE_EXCEEDED, context.err());
            }
        }
    }

    private static final class Action {

        private final Node node;
        private final AtomicInteger ran = new AtomicInteger();
        private final AtomicInteger stopped = new AtomicInteger();
        private final Registration registration;

        Action(Node node) {
            this.node = node;
            registration = node.context.onDone(this::run);
        }

        private void run() {
            assertTrue(node.context.isDone(), "ran too early");
            assertNotNull(node.context.err());
            ran.incrementAndGet();
        }

        void stop() {
            if (registration.stop()) {
                stopped.incrementAndGet();
            }
        }

        void check() {
            assertTrue(stopped.get() <= 1, "stopped twice");
            int expected = node.context.isDone() && stopped.get() == 0 ? 1 : 0;
            assertEquals(expected, ran.get(), "runs of an action that was stopped " + stopped + " times");
            if (node.context.isDone()) {
                assertFalse(registration.stop());
            }
        }
    }
}
