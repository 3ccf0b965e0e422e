package dev.curfew.internal.wheel.broken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A model of TimerQueue, TimerNode, StripedStacks, WakeupGate, WheelConsumer and WheelThread, in the fewest lines: the
 * same words of shared memory, the same order of steps, the same names. One stripe stands for all, and a list for the
 * slots. One line can be flawed.
 */
class Model {

    static final long AWAKE = Long.MIN_VALUE;
    static final long NEVER = Long.MAX_VALUE;

    private static final int INBOX = 0;
    private static final int LINKED = 1;
    private static final int FIRED = 2;
    private static final int CANCELLED = 3;
    private static final int REAPED = 4;

    private static final Node CLOSED = new Node(null, 0);

    /** A timer, whose task counts. */
    static final class Node {

        private final @Nullable Model queue;
        private final long due;
        private final AtomicInteger state = new AtomicInteger(INBOX);
        /** The link of the inbox. */
        private @Nullable Node next;
        /** The link of the cancel stack. */
        private @Nullable Node older;

        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();

        Node(@Nullable Model queue, long due) {
            this.queue = queue;
            this.due = due;
        }

        boolean isReaped() {
            return state.get() == REAPED;
        }

        /** For its only canceller. */
        boolean cancelExclusive() {
            Model model = queue;
            if (model == null || !model.tryPop(this)) {
                return cancel();
            }
            state.setOpaque(CANCELLED);
            return true;
        }

        boolean cancel() {
            Model model = queue;
            int seen = state.get();
            if (model == null || seen > LINKED) {
                return false;
            }
            if (seen == INBOX && model.cas(Flaw.CANCEL_WITHOUT_CAS, state, INBOX, CANCELLED)) {
                model.noteCancelled();
                return true;
            }
            if (!model.cas(Flaw.CANCEL_WITHOUT_CAS, state, LINKED, CANCELLED)) {
                return false;
            }
            model.pushCancelled(this);
            return true;
        }
    }

    final @Nullable Flaw flaw;
    private final @Nullable Runnable wakeup;
    private final AtomicReference<Node> inbox = new AtomicReference<>();
    private final AtomicReference<Node> cancelled = new AtomicReference<>();
    private final AtomicLong planned = new AtomicLong(AWAKE);
    private final AtomicBoolean driven = new AtomicBoolean();
    private volatile boolean closed;

    final AtomicInteger wakeups = new AtomicInteger();

    /** Only the wheel thread uses it. */
    private final List<Node> slots = new ArrayList<>();
    /** How often a node was unlinked that was in no slot. */
    int missing;
    /** How many nodes fired. */
    int fired;

    Model(Flaw flaw) {
        this(flaw, null);
    }

    Model(Flaw flaw, @Nullable Runnable wakeup) {
        this.flaw = flaw;
        this.wakeup = wakeup;
    }

    /** How many nodes are in slots, after a drain. */
    int pending() {
        drain();
        return slots.size();
    }

    // ---- producers

    @Nullable
    Node schedule(long due) {
        Node node = new Node(this, due);
        if (closed && Flaw.CLOSE_WITHOUT_SENTINEL.in(this)) {
            return null;
        }
        while (true) {
            Node newest = inbox.get();
            if (newest == CLOSED) {
                return null;
            }
            node.next = newest;
            if (cas(Flaw.PUSH_WITHOUT_CAS, inbox, newest, node)) {
                wakeIf(plan -> due < plan);
                return node;
            }
        }
    }

    /** A node in a slot. */
    Node adopted(long due) {
        Node node = schedule(due);
        if (node == null) {
            throw new AssertionError("closed");
        }
        adopt();
        return node;
    }

    /** Returns whether the node was the newest, and is on no stack now. */
    boolean tryPop(Node node) {
        return inbox.get() == node && cas(Flaw.POP_WITHOUT_CAS, inbox, node, node.next);
    }

    private void pushCancelled(Node node) {
        while (true) {
            Node newest = cancelled.get();
            node.older = newest;
            if (cancelled.compareAndSet(newest, node)) {
                noteCancelled();
                return;
            }
        }
    }

    private void noteCancelled() {
        wakeIf(plan -> plan != AWAKE);
    }

    private void wakeIf(LongPredicate tooLate) {
        long plan = planned.get();
        while (tooLate.test(plan)) {
            if (planned.compareAndSet(plan, AWAKE)) {
                wakeups.incrementAndGet();
                if (wakeup != null) {
                    wakeup.run();
                }
                return;
            }
            plan = Flaw.WAKE_WITHOUT_RETRY.in(this) ? AWAKE : planned.get();
        }
    }

    // ---- the wheel thread

    /** One cycle. */
    void doWork(long now) {
        planned.set(AWAKE);
        adopt();
        for (Node node : List.copyOf(slots)) {
            if (node.due <= now) {
                fire(node);
            }
        }
        reap();
    }

    private void drain() {
        adopt();
        reap();
    }

    void adopt() {
        Node node = take(inbox);
        while (node != null) {
            Node older = node.next;
            node.next = null;
            if (Flaw.ADOPT_BY_STORE.in(this)) {
                node.state.set(LINKED);
                slots.add(node);
            } else if (node.state.compareAndSet(INBOX, LINKED)) {
                slots.add(node);
            }
            node = older;
        }
    }

    private void fire(Node node) {
        slots.remove(node);
        if (node.state.get() == LINKED && cas(Flaw.FIRE_WITHOUT_CAS, node.state, LINKED, FIRED)) {
            node.runs.incrementAndGet();
            fired++;
        } else {
            node.state.set(REAPED);
        }
    }

    /** Every slot comes round, and the cancelled nodes are reaped. */
    void cascade() {
        for (Node node : List.copyOf(slots)) {
            if (node.state.get() == CANCELLED) {
                slots.remove(node);
                node.state.set(REAPED);
            }
        }
        reap();
    }

    void reap() {
        Node node = take(cancelled);
        while (node != null) {
            Node older = node.older;
            node.older = null;
            if (Flaw.REAP_TWICE.in(this) || !node.isReaped()) {
                missing += slots.remove(node) ? 0 : 1;
                node.state.set(REAPED);
            }
            node = older;
        }
    }

    private @Nullable Node take(AtomicReference<Node> stack) {
        Node newest = stack.get();
        if (newest == null || newest == CLOSED) {
            return null;
        }
        if (Flaw.TAKE_WITHOUT_EXCHANGE.in(this)) {
            stack.set(null);
            return newest;
        }
        return stack.getAndSet(null);
    }

    /** Returns until when to sleep. */
    long sleep() {
        if (!Flaw.PUBLISH_AFTER_RECHECK.in(this)) {
            planned.set(NEVER);
        }
        drain();
        long wake = slots.stream().mapToLong(node -> node.due).min().orElse(NEVER);
        planned.set(wake);
        return wake;
    }

    void close() {
        closed = true;
        Node node = inbox.getAndSet(Flaw.CLOSE_WITHOUT_SENTINEL.in(this) ? null : CLOSED);
        while (node != null && node != CLOSED) {
            abandon(node);
            node = node.next;
        }
        slots.forEach(this::abandon);
        slots.clear();
    }

    private void abandon(Node node) {
        if (node.state.compareAndSet(INBOX, CANCELLED) || node.state.compareAndSet(LINKED, CANCELLED)) {
            node.closes.incrementAndGet();
        }
    }

    /** For the thread that has started, and for one that closes. Returns whether the caller drives the wheel. */
    boolean claim() {
        if (Flaw.CLAIM_WITHOUT_CAS.in(this)) {
            boolean first = !driven.get();
            driven.set(true);
            return first;
        }
        return driven.compareAndSet(false, true);
    }

    // ---- the flaws whose names end in WITHOUT_CAS: a store overwrites a word that has changed since it was read

    private <T> boolean cas(Flaw flaw, AtomicReference<T> word, @Nullable T seen, T value) {
        if (flaw.in(this)) {
            word.set(value);
            return true;
        }
        return word.compareAndSet(seen, value);
    }

    private boolean cas(Flaw flaw, AtomicInteger word, int seen, int value) {
        if (flaw.in(this)) {
            word.set(value);
            return true;
        }
        return word.compareAndSet(seen, value);
    }
}
