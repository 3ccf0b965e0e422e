package dev.curfew.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Graph;
import dev.curfew.kit.Seeds;
import dev.curfew.kit.Semantic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Graphs of children, merged contexts, leases and actions, which several threads end while others derive from them. */
@EveryCore
@Semantic({2, 3, 10, 23})
class RandomMergeTest extends Contract {

    private static final int ROOTS = 3;
    private static final int NODES = 600;

    /** A context, what is below it, and an action that looks at all of that. */
    private final class Node {

        private final CancelContext context;
        private final List<Node> above;
        private final BitSet below = new BitSet();
        private final AtomicInteger runs = new AtomicInteger();

        Node(CancelContext context, List<Node> above) {
            this.context = context;
            this.above = above;
        }

        void add(int index) {
            if (!below.get(index)) {
                below.set(index);
                above.forEach(node -> node.add(index));
            }
        }
    }

    @Test
    void everyEndReachesWhatIsBelowOnceAndNothingIsKept() {
        Seeds.forEach(50, seed -> {
            Random random = new Random(seed);
            CancelContext idle = root.withCancel();
            List<CancelContext> roots = children(root, ROOTS);
            List<Node> nodes = new ArrayList<>();
            roots.forEach(context -> add(nodes, context, List.of()));
            while (nodes.size() < NODES) {
                derive(nodes, random);
            }
            for (Node node : nodes) {
                if (random.nextBoolean()) {
                    var unused = node.context.onDone(() -> {
                        node.runs.incrementAndGet();
                        assertBelowDone(nodes, node);
                    });
                } else {
                    node.runs.set(1);
                }
            }
            ConcurrentLinkedQueue<CancelContext> late = new ConcurrentLinkedQueue<>();
            List<Background.Task> tasks = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random own = new Random(random.nextLong());
                tasks.add(() -> endSome(nodes, own, late));
            }
            Background.race(tasks.toArray(new Background.Task[0]));
            endLive(late);
            endLive(nodes.stream().skip(ROOTS).map(node -> node.context).toList());
            for (CancelContext context : roots) {
                assertLive(context);
                long kept = Graph.bytes(context, runtime) - Graph.bytes(idle, runtime);
                assertTrue(kept < 5_000, () -> kept + " bytes kept, more than a table with empty slots");
            }
            roots.forEach(CancelContext::cancel);
            for (Node node : nodes) {
                assertEquals(1, node.runs.get(), "runs of an action");
            }
        });
    }

    /** Leaves alone what has ended: a further call could release what the ending one has kept. */
    private static void endLive(Collection<CancelContext> contexts) {
        contexts.stream().filter(context -> !context.isDone()).forEach(CancelContext::cancel);
    }

    private void endSome(List<Node> nodes, Random random, ConcurrentLinkedQueue<CancelContext> late) {
        for (int i = 0; i < 20; i++) {
            Node node = nodes.get(ROOTS + random.nextInt(nodes.size() - ROOTS));
            switch (random.nextInt(3)) {
                case 0 -> late.add(node.context.withCancelOn(any(nodes, random).context, any(nodes, random).context));
                case 1 -> late.add(node.context.withLease(HOUR));
                default -> {
                    node.context.cancel();
                    assertBelowDone(nodes, node);
                }
            }
        }
    }

    private static Node any(List<Node> nodes, Random random) {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void derive(List<Node> nodes, Random random) {
        Node parent = any(nodes, random);
        Node other = any(nodes, random);
        Node further = any(nodes, random);
        switch (random.nextInt(5)) {
            case 0 -> add(nodes, parent.context.withCancel(), List.of(parent));
            case 1 -> add(nodes, parent.context.withLease(HOUR), List.of(parent));
            case 2 -> add(nodes, parent.context.withTimeout(HOUR), List.of(parent));
            case 3 -> add(nodes, parent.context.withCancelOn(other.context), List.of(parent, other));
            default ->
                add(
                        nodes,
                        parent.context.withValue(USER, "ada").withCancelOn(other.context, further.context),
                        List.of(parent, other, further));
        }
    }

    private void add(List<Node> nodes, CancelContext context, List<Node> above) {
        Node node = new Node(context, above);
        nodes.add(node);
        node.add(nodes.size() - 1);
    }

    private static void assertBelowDone(List<Node> nodes, Node node) {
        long live = node.below.stream()
                .filter(index -> !nodes.get(index).context.isDone())
                .count();
        assertEquals(0, live, "live below a context that has ended");
    }
}
