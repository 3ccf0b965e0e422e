package dev.curfew.kit;

import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ForwardingContext;
import dev.curfew.Key;
import dev.curfew.Lease;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Contexts of two runtimes on the same clock, on which several threads work at random. */
public final class RacedTree {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);
    private static final int ROOTS = 2;

    private final List<ContextRuntime> runtimes;
    private final long start;
    private final List<RacedNode> nodes = new CopyOnWriteArrayList<>();
    private final List<RacedAction> actions = new CopyOnWriteArrayList<>();
    private final Queue<Runnable> passedOn = new ConcurrentLinkedQueue<>();

    public RacedTree(ContextRuntime... runtimes) {
        this.runtimes = List.of(runtimes);
        start = runtimes[0].clock().nanoTime();
        for (ContextRuntime runtime : runtimes) {
            nodes.add(new RacedNode(runtime.background().withCancel(), List.of(), null, Context.NO_DEADLINE));
        }
    }

    /** One operation. Any thread. */
    public void step(Random random) {
        RacedNode node = any(nodes, random);
        int choice = random.nextInt(100);
        if (choice < 42) {
            add(random.nextInt(8) == 0 ? nodes.get(random.nextInt(ROOTS)) : node, random);
        } else if (choice < 60) {
            actions.add(RacedAction.onDone(node, executor(random)));
        } else if (choice < 70) {
            actions.add(RacedAction.scheduled(node, random.nextInt(3) == 0 ? HOUR : 0, executor(random)));
        } else if (choice < 78) {
            if (!actions.isEmpty()) {
                actions.get(random.nextInt(actions.size())).stop(random.nextInt(3) == 0);
            }
        } else if (choice < 86) {
            node.cancel();
        } else if (choice < 88) {
            node.endWith(any(nodes, random).context);
        } else if (choice < 93) {
            renew(node.context, random);
        } else if (choice < 96) {
            runPassedOn();
        } else {
            node.context.expireIfDue(start + random.nextInt(8) * HOUR);
        }
    }

    /** Young ones rather than old, so that the tree is not over at once; never a root. */
    private static RacedNode any(List<RacedNode> nodes, Random random) {
        int size = nodes.size();
        return nodes.get(
                size <= ROOTS ? random.nextInt(size) : Math.max(ROOTS, size - 1 - random.nextInt(Math.min(size, 20))));
    }

    /** Null for none. */
    private Executor executor(Random random) {
        return random.nextInt(3) == 0 ? passedOn::add : null;
    }

    private void runPassedOn() {
        Runnable action = passedOn.poll();
        if (action != null) {
            action.run();
        }
    }

    private void add(RacedNode parent, Random random) {
        RacedNode made = derive(parent, random);
        made.sources.forEach(source -> source.below.add(made));
        nodes.add(made);
    }

    private RacedNode derive(RacedNode parent, Random random) {
        Exception expiry = new Exception("expiry");
        Context context = parent.context;
        boolean isSoon = random.nextInt(4) == 0;
        long nanos = isSoon ? random.nextInt(200_000) : random.nextLong(1, 8) * HOUR;
        long deadline = context.runtime().clock().nanoTime() + nanos;
        List<RacedNode> sources = List.of(parent);
        return switch (random.nextInt(10)) {
            case 0 -> new RacedNode(new Forwarding(context), sources, null, Context.NO_DEADLINE);
            case 1 -> new RacedNode(context.withValue(Key.of("key"), "value"), sources, null, Context.NO_DEADLINE);
            case 2 ->
                new RacedNode(
                        context.withDeadlineNanos(deadline, expiry),
                        sources,
                        expiry,
                        isSoon ? deadline : Context.NO_DEADLINE);
            case 3 -> new RacedNode(new SignalContext(context, "foreign"), sources, null, Context.NO_DEADLINE);
            case 4 -> new RacedNode(context.withLeaseNanos(nanos, expiry), sources, expiry, Context.NO_DEADLINE);
            case 5, 6, 7 -> merged(parent, random);
            default -> new RacedNode(context.withCancel(), sources, null, Context.NO_DEADLINE);
        };
    }

    private RacedNode merged(RacedNode parent, Random random) {
        List<RacedNode> sources = new ArrayList<>();
        sources.add(parent);
        List<Context> more = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            RacedNode other = any(nodes, random);
            sources.add(other);
            more.add(other.context);
        }
        Context first = more.remove(0);
        Context merged = more.isEmpty()
                ? parent.context.withCancelOn(first)
                : parent.context.withCancelOn(first, more.toArray(new Context[0]));
        return new RacedNode(merged, sources, null, Context.NO_DEADLINE);
    }

    /** To later, to earlier, to never, and to the past. */
    private void renew(Context context, Random random) {
        if (context instanceof Lease lease) {
            switch (random.nextInt(8)) {
                case 0 -> lease.renewUntilNanos(start - 1);
                case 1 -> lease.renewUntilNanos(Context.NO_DEADLINE);
                case 2 -> lease.renewNanos(random.nextInt(200_000));
                default -> lease.renewNanos(random.nextLong(1, 20) * HOUR);
            }
        }
    }

    // ---- afterwards, on one thread

    /** Waits until the timers have done what they have to do soon. */
    public void settle() {
        while (!passedOn.isEmpty()) {
            runPassedOn();
        }
        for (RacedNode node : nodes) {
            Background.until("the end of a context whose time is up", () -> !node.isDue() || node.context.isDone());
        }
        for (RacedNode node : nodes) {
            Background.until("an end that goes on", node::isInTime);
        }
        for (RacedAction action : actions) {
            Background.until("an action that is due", () -> {
                runPassedOn();
                return !action.isAwaited();
            });
        }
    }

    public void endAll() {
        actions.forEach(action -> action.stop(false));
        nodes.forEach(RacedNode::cancel);
    }

    /** Checks every context and every action, and that what has ended is not retained. */
    public void check() {
        nodes.forEach(RacedNode::check);
        actions.forEach(RacedAction::check);
        Set<RacedNode> released = new HashSet<>(nodes);
        List<Object> roots = new ArrayList<>(runtimes);
        Set<RacedNode> held = new HashSet<>();
        for (RacedNode node : nodes) {
            if (!node.context.isDone()) {
                node.addHeld(held);
                roots.add(node.context);
            }
        }
        released.removeAll(held);
        Background.until("ended contexts are released", () -> {
            Set<Object> reachable = Graph.reachable(roots);
            return released.stream().noneMatch(node -> reachable.contains(node.context))
                    && actions.stream().noneMatch(action -> action.isOver() && reachable.contains(action.action));
        });
    }

    /** Not an anonymous class, which would refer to the tree. */
    static final class Forwarding extends ForwardingContext {

        Forwarding(Context delegate) {
            super(delegate);
        }
    }
}
