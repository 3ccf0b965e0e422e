package dev.curfew.lockfree.alternatives;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What CancelNode, Link, Stripe, Ending, ActionLink, WaiterLink and DeadlineNode are to a race, in the fewest lines: same
 * words, same order of steps, same names. One stripe stands for all, and there is no cursor. One line can be flawed.
 */
class Model {

    /** More steps than any test has links. A worklist that is longer has become a ring. */
    private static final int MANY = 64;

    record Verdict(String cause) {}

    static final class Stripe {
        private static final Model CLOSED = new Model(null);

        final AtomicReference<Model> head;

        Stripe(@Nullable Model head) {
            this.head = new AtomicReference<>(head);
        }
    }

    final @Nullable Flaw flaw;
    /** Null, the newest link, a stripe, or a verdict. */
    final AtomicReference<Object> state = new AtomicReference<>();

    private final AtomicReference<Model> next = new AtomicReference<>();
    private @Nullable Model work;
    private volatile @Nullable String lateCause;
    /** Of links that are to be told, in place of a child. */
    private final AtomicReference<Runnable> action = new AtomicReference<>();

    final AtomicReference<AtomicInteger> timer = new AtomicReference<>();

    Model(@Nullable Flaw flaw) {
        this.flaw = flaw;
    }

    // ---- asking

    boolean isDone() {
        return state.get() instanceof Verdict;
    }

    /** Null, as text, while this is live. */
    String cause() {
        if (Flaw.CAUSE_IN_ANOTHER_WORD.in(this)) {
            return String.valueOf(lateCause);
        }
        return state.get() instanceof Verdict verdict ? verdict.cause : "null";
    }

    // ---- links

    Model derive() {
        Model child = new Model(flaw);
        attach(child);
        return child;
    }

    /** Arms, then attaches. */
    Model deriveArmed(Consumer<Model> wheel) {
        Model child = new Model(flaw);
        if (Flaw.ARM_AFTER_ATTACH.in(this)) {
            attach(child);
            wheel.accept(child);
        } else {
            wheel.accept(child);
            attach(child);
        }
        if (child.isDone() && !Flaw.NO_REREAD_AFTER_ATTACH.in(this)) {
            unlink(child);
        }
        return child;
    }

    private void attach(Model child) {
        if (!push(child) && state.get() instanceof Verdict verdict) {
            child.end(verdict);
        }
    }

    Model onDone(Runnable action) {
        Model link = new Model(flaw);
        link.action.set(action);
        if (!push(link)) {
            link.tell();
        }
        return link;
    }

    private boolean push(Model link) {
        while (true) {
            Object below = state.get();
            if (below instanceof Verdict) {
                return false;
            }
            if (below instanceof Stripe stripe) {
                return pushStriped(stripe, link) && (Flaw.NO_REREAD_AFTER_PUSH.in(this) || !isDone());
            }
            link.next.set((Model) below);
            if (cas(Flaw.PUSH_WITHOUT_CAS, state, below, link)) {
                return true;
            }
        }
    }

    private static boolean pushStriped(Stripe stripe, Model link) {
        Model newest = stripe.head.get();
        while (newest != Stripe.CLOSED) {
            link.next.set(newest);
            if (stripe.head.compareAndSet(newest, link)) {
                return true;
            }
            newest = stripe.head.get();
        }
        return false;
    }

    void inflate() {
        Object below = state.get();
        while (below == null || below instanceof Model) {
            if (cas(Flaw.INFLATE_WITHOUT_CAS, state, below, new Stripe((Model) below))) {
                return;
            }
            below = state.get();
        }
    }

    /** Pops the link if it is the newest, else skips the dead from the newest on. Without stripes. */
    void unlink(Model dead) {
        if (state.get() == dead && cas(Flaw.POP_WITHOUT_CAS, state, dead, dead.next.get())) {
            return;
        }
        if (state.get() instanceof Model newest) {
            newest.skipDead();
        }
    }

    private void skipDead() {
        Model at = this;
        for (int i = 0; i < MANY; i++) {
            Model older = at.next.get();
            if (older == null) {
                return;
            }
            if (older.isDone()) {
                at.next.set(older.next.get());
                if (Flaw.UNLINKED_LOSES_NEXT.in(this)) {
                    older.next.set(null);
                }
            } else {
                at = older;
            }
        }
    }

    // ---- ending

    boolean cancel(String cause) {
        return end(new Verdict(cause));
    }

    boolean end(Verdict verdict) {
        while (true) {
            Object below = state.get();
            if (below instanceof Verdict) {
                return false;
            }
            Model closed = Flaw.CLOSE_BEFORE_END.in(this) ? links(below) : null;
            if (cas(Flaw.END_WITHOUT_CAS, state, below, verdict)) {
                lateCause = verdict.cause;
                disarm();
                ended(closed == null ? links(below) : closed, verdict);
                return true;
            }
        }
    }

    private static @Nullable Model links(@Nullable Object below) {
        return below instanceof Stripe stripe ? stripe.head.getAndSet(Stripe.CLOSED) : (Model) below;
    }

    private void ended(@Nullable Model newest, Verdict verdict) {
        Model oldest = newest == Stripe.CLOSED ? null : oldestFirst(newest);
        Model link = oldest;
        for (int i = 0; link != null && i < MANY; i++) {
            if (link.action.get() == null) {
                link.end(verdict);
            } else if (Flaw.NOTIFY_WHILE_FLAGGING.in(this)) {
                link.tell();
            }
            link = following(link);
        }
        link = oldest;
        for (int i = 0; link != null && i < MANY; i++) {
            link.tell();
            link = following(link);
        }
    }

    private @Nullable Model oldestFirst(@Nullable Model newest) {
        Model head = null;
        Model link = newest;
        for (int i = 0; link != null && i < MANY; i++) {
            Model older = link.next.get();
            if (!link.isDone()) {
                if (Flaw.WORKLIST_IN_NEXT.in(this)) {
                    link.next.set(head);
                } else {
                    link.next.set(null);
                    link.work = head;
                }
                head = link;
            }
            link = older;
        }
        return head;
    }

    private @Nullable Model following(Model link) {
        return Flaw.WORKLIST_IN_NEXT.in(this) ? link.next.get() : link.work;
    }

    // ---- being told

    void tell() {
        Runnable taken = take();
        if (taken != null) {
            taken.run();
        }
    }

    boolean stop() {
        return take() != null;
    }

    private @Nullable Runnable take() {
        Runnable seen = action.get();
        return seen != null && cas(Flaw.TAKE_WITHOUT_CAS, action, seen, null) ? seen : null;
    }

    /** Waits with a link of its own, and goes by that alone once it is registered. */
    void await() {
        Thread waiting = Thread.currentThread();
        Model link = new Model(flaw);
        link.action.set(() -> LockSupport.unpark(waiting));
        if (Flaw.CHECK_BEFORE_REGISTER.in(this)) {
            if (isDone()) {
                return;
            }
            push(link);
        } else if (!push(link)) {
            return;
        }
        while (link.action.get() != null) {
            LockSupport.park(this);
        }
    }

    // ---- deadlines and foreign parents

    /** Stores what stands for this on a foreign parent. */
    void registered(AtomicInteger disarms) {
        timer.set(disarms);
        if (!Flaw.NO_REREAD_AFTER_REGISTER.in(this) && isDone()) {
            disarm();
        }
    }

    private void disarm() {
        AtomicInteger taken = timer.getAndSet(null);
        if (taken != null) {
            taken.incrementAndGet();
        }
    }

    /** What the flaws of this name have in common: nobody notices that the word has changed since it was read. */
    private <T> boolean cas(Flaw flaw, AtomicReference<T> word, T seen, T value) {
        if (flaw.in(this)) {
            word.set(value);
            return true;
        }
        return word.compareAndSet(seen, value);
    }
}
