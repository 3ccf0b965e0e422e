package dev.curfew.bench.alternatives;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * Treiber stacks that are taken whole: one, or a stripe for each of several threads as in {@code StripedStacks} of the
 * library, less the closing. A producer that is stopped before its CAS has changed nothing, so it hides no node.
 */
final class StackInbox implements Inbox {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(Node[].class);
    private static final int STRIDE = 128;
    private static final int MOST = 64;

    private final Node[] heads;
    private final int mask;

    /** @param stripes a power of two */
    StackInbox(int stripes) {
        mask = stripes - 1;
        heads = new Node[(stripes + 1) * STRIDE];
    }

    static int defaultStripes() {
        return Math.min(MOST, Integer.highestOneBit(4 * Runtime.getRuntime().availableProcessors() - 1));
    }

    @Override
    @SuppressWarnings("deprecation") // The other name, threadId(), is of Java 19.
    public void offer(Node node) {
        int stripe = (int) Thread.currentThread().getId() & mask;
        while (true) {
            int index = (stripe + 1) * STRIDE;
            Node newest = (Node) CELL.getAcquire(heads, index);
            node.next = newest;
            if (CELL.compareAndSet(heads, index, newest, node)) {
                return;
            }
            stripe = (stripe + 1) & mask;
        }
    }

    @Override
    public void drain(Consumer<Node> consumer) {
        for (int stripe = 0; stripe <= mask; stripe++) {
            int index = (stripe + 1) * STRIDE;
            if (CELL.getVolatile(heads, index) != null) {
                handOver((Node) CELL.getAndSet(heads, index, null), consumer);
            }
        }
    }

    private static void handOver(Node newest, Consumer<Node> consumer) {
        for (Node node = newest; node != null; ) {
            Node older = node.next;
            node.next = null;
            consumer.accept(node);
            node = older;
        }
    }
}
