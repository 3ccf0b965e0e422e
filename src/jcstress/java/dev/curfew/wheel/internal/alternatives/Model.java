package dev.curfew.wheel.internal.alternatives;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What Wheel, TimerNode, StripedStacks, PlannedWake and WheelThread are to a race, in the fewest lines: same words, same
 * order of steps, same names. One stripe stands for all, and a list for the slots. One line can be flawed.
 */
class Model {

    static final long AWAKE = Long.MIN_VALUE;
    static final long NEVER = Long.MAX_VALUE;

    private static final int INBOX = 0;
    private static final int LINKED = 1;
    private static final int FIRED = 2;
    private static final int CANCELLED = 3;
    private static final int RELEASED = 4;

    private static final Node CLOSED = new Node(null, 0);

    /** A timeout. Its task is to count. */
    static final class Node {

        private final @Nullable Model wheel;
        private final long due;
        private final AtomicInteger state = new AtomicInteger(INBOX);
        /** In the inbox. */
        private @Nullable Node next;
        /** On the cancel stack. */
        private @Nullable Node older;

        final AtomicInteger runs = new AtomicInteger();
        final AtomicInteger closes = new AtomicInteger();

        Node(@Nullable Model wheel, long due) {
            this.wheel = wheel;
            this.due = due;
        }

        boolean isReleased() {
            return state.get() == RELEASED;
        }

        /** By its only canceller. */
        boolean cancelAlone() {
            Model model = wheel;
            if (model == null || !model.takeBack(this)) {
                return cancel();
            }
            state.setOpaque(CANCELLED);
            return true;
        }

        boolean cancel() {
            Model model = wheel;
            int seen = state.get();
            if (model == null || seen > LINKED) {
                return false;
            }
            if (seen == INBOX && model.cas(Flaw.CANCEL_WITHOUT_CAS, state, INBOX, CANCELLED)) {
                model.cancelled();
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
    private final AtomicReference<Node> cancelStack = new AtomicReference<>();
    private final AtomicLong planned = new AtomicLong(AWAKE);
    private final AtomicBoolean owned = new AtomicBoolean();
    private volatile boolean closed;

    final AtomicInteger wakeups = new AtomicInteger();

    /** The owner's. */
    private final List<Node> slots = new ArrayList<>();
    /** How often a node was taken out that was in no slot. */
    int missing;
    /** How many ran. */
    int fired;

    Model(Flaw flaw) {
        this(flaw, null);
    }

    Model(Flaw flaw, @Nullable Runnable wakeup) {
        this.flaw = flaw;
        this.wakeup = wakeup;
    }

    /** How many nodes the owner has, once it has seen to everything. */
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
    boolean takeBack(Node node) {
        return inbox.get() == node && cas(Flaw.TAKE_BACK_WITHOUT_CAS, inbox, node, node.next);
    }

    private void pushCancelled(Node node) {
        while (true) {
            Node newest = cancelStack.get();
            node.older = newest;
            if (cancelStack.compareAndSet(newest, node)) {
                cancelled();
                return;
            }
        }
    }

    private void cancelled() {
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

    // ---- owner

    /** One cycle. */
    void doWork(long now) {
        planned.set(AWAKE);
        adopt();
        for (Node node : List.copyOf(slots)) {
            if (node.due <= now) {
                fire(node);
            }
        }
        release();
    }

    private void drain() {
        adopt();
        release();
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
            node.state.set(RELEASED);
        }
    }

    /** Every slot comes round, and lets go of what is cancelled. */
    void cascade() {
        for (Node node : List.copyOf(slots)) {
            if (node.state.get() == CANCELLED) {
                slots.remove(node);
                node.state.set(RELEASED);
            }
        }
        release();
    }

    void release() {
        Node node = take(cancelStack);
        while (node != null) {
            Node older = node.older;
            node.older = null;
            if (Flaw.RELEASE_TWICE.in(this) || !node.isReleased()) {
                missing += slots.remove(node) ? 0 : 1;
                node.state.set(RELEASED);
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

    /** By the thread that has started, and by who closes. Returns whether the caller is the owner. */
    boolean own() {
        if (Flaw.OWN_WITHOUT_CAS.in(this)) {
            boolean first = !owned.get();
            owned.set(true);
            return first;
        }
        return owned.compareAndSet(false, true);
    }

    // ---- what the flaws of this name have in common: nobody notices that the word has changed since it was read

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
