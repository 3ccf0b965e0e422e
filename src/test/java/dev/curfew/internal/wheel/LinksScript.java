package dev.curfew.internal.wheel;

import java.util.ArrayList;
import java.util.List;

/** Brings nodes to each of their final states, and checks that they have no links then (T4, {@link TimerNode}). */
public final class LinksScript implements Runnable {

    private static final int NODES = 10;

    private long now;
    private final TimerQueue queue = new TimerQueue(
            () -> now,
            1,
            failure -> {
                throw new AssertionError(failure);
            },
            null);

    private interface Fate {
        void befalls(List<TimerNode> nodes);
    }

    @Override
    public void run() {
        check("cancelled in the inbox", 1_000_000, nodes -> {
            nodes.forEach(TimerNode::cancel);
            work();
        });
        check("cancelled in a slot", 1_000_000, nodes -> {
            work();
            nodes.forEach(TimerNode::cancel);
            work();
        });
        check("fired", 10, nodes -> {
            now += 10;
            work();
        });
        check("cascaded and fired", 70_000, nodes -> {
            work();
            now += 70_000;
            work();
        });
        check("cancelled, and the slot came round", 5, nodes -> {
            work();
            nodes.forEach(TimerNode::cancel);
            now += 5;
            work();
        });
        check("closed", 5, nodes -> {
            work();
            nodes.get(0).cancel();
            queue.consumer().close();
        });
    }

    private void work() {
        while (queue.consumer().doWork() > 0) {
            // Next cycle.
        }
    }

    private void check(String what, long in, Fate fate) {
        List<TimerNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(queue.schedule(now + in, () -> {}));
        }
        fate.befalls(nodes);
        for (TimerNode node : nodes) {
            if (node.next != null || node.prev != null || node.takeCancelledLink() != null) {
                throw new AssertionError(what + ": still linked");
            }
        }
    }
}
