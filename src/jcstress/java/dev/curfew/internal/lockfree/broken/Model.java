package dev.curfew.internal.lockfree.broken;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What CancelNode, Link, LinkStack, SlotTable, Verdict, Propagation, Helping, ActionLink, WaiterLink and DeadlineNode
 * do in a race, in as few lines as possible: the same words, the same order of steps, the same names. A table has two
 * stripes of few slots and no blocks, and recursion and lists replace the worklists. One line can be flawed.
 */
class Model {

    /** More steps than any test has links. A longer walk is in a ring, or starts again for ever. */
    private static final int MANY = 64;

    private static final Object GONE = "gone";

    /** How a context ended; {@code below} is null once all contexts below are marked. */
    static final class Verdict {

        final String cause;
        final boolean fromAbove;
        final AtomicReference<Object> below;

        Verdict(String cause, boolean fromAbove, @Nullable Object below) {
            this.cause = cause;
            this.fromAbove = fromAbove;
            this.below = new AtomicReference<>(below);
        }
    }

    /** Two stripes, and the stack that the context had before. */
    static final class Table {

        static final int STRIPES = 2;
        private static final int SLOTS = 4;

        private static final int CLOCK = 1024;
        private static final long ORIGIN = System.nanoTime();

        final AtomicReference<Model> newest;
        private final AtomicReferenceArray<Model> slots = new AtomicReferenceArray<>(STRIPES * SLOTS);
        private final AtomicInteger stamps = new AtomicInteger();

        Table(@Nullable Model newest) {
            this.newest = new AtomicReference<>(newest);
        }

        boolean isStamping() {
            return stamps.get() != 0;
        }

        /** A count below 0, or a time. */
        long stamp(Model context) {
            int count = stamps.get();
            if (count < CLOCK) {
                if (stamps.compareAndSet(count, count + 1)) {
                    return Long.MIN_VALUE + count;
                }
                if (!Flaw.COUNT_AFTER_CLOCK.in(context)) {
                    stamps.set(CLOCK);
                }
            }
            return System.nanoTime() - ORIGIN;
        }

        void put(Model link, int stripe) {
            for (int i = stripe * SLOTS; ; i = (i + 1) % slots.length()) {
                if (slots.get(i) == null) {
                    link.home.set(this);
                    link.place = i;
                    if (Flaw.PUT_WITHOUT_CAS.in(link)) {
                        slots.set(i, link);
                        return;
                    }
                    if (slots.compareAndSet(i, null, link)) {
                        return;
                    }
                }
            }
        }

        void remove(Model dead) {
            int place = dead.place;
            if (Flaw.REMOVE_WITHOUT_CAS.in(dead)) {
                if (slots.get(place) == dead) {
                    slots.set(place, null);
                    dead.home.set(GONE);
                }
            } else if (slots.compareAndSet(place, dead, null)) {
                dead.home.set(GONE);
            }
        }

        /** The links in slots, in the order of their stamps. */
        List<Model> links(Model context) {
            int stripes = Flaw.LAST_STRIPE_LEFT_OUT.in(context) ? STRIPES - 1 : STRIPES;
            List<Model> links = new ArrayList<>();
            for (int i = 0; i < stripes * SLOTS; i++) {
                Model link = slots.get(i);
                if (link != null) {
                    links.add(link);
                }
            }
            links.sort(Comparator.comparingLong(link -> link.stamp));
            return links;
        }
    }

    private enum Walk {
        DISTURBED,
        FOUND,
        NOT_FOUND
    }

    /** The most links of a stack. */
    static final int MAX_LINKS = 8;

    final @Nullable Flaw flaw;
    private final @Nullable Model parent;
    /** Null, the newest link, a table, or a verdict. */
    final AtomicReference<Object> state = new AtomicReference<>();

    private final AtomicReference<Object> home = new AtomicReference<>();
    private volatile int place;
    private volatile long stamp;
    private volatile @Nullable String lateCause;
    /** The action of a link that is no child. */
    private final AtomicReference<Runnable> action = new AtomicReference<>();

    private final boolean isAction;

    final AtomicReference<AtomicInteger> timer = new AtomicReference<>();

    Model(@Nullable Flaw flaw) {
        this(flaw, null, null);
    }

    private Model(@Nullable Flaw flaw, @Nullable Model parent, @Nullable Runnable action) {
        this.flaw = flaw;
        this.parent = parent;
        isAction = action != null;
        this.action.set(action);
    }

    // ---- asking

    boolean isDone() {
        return state.get() instanceof Verdict;
    }

    /** The text "null" while this context is live. */
    String cause() {
        if (Flaw.CAUSE_IN_ANOTHER_WORD.in(this)) {
            return String.valueOf(lateCause);
        }
        return state.get() instanceof Verdict verdict ? verdict.cause : "null";
    }

    private boolean isDead() {
        return isAction ? action.get() == null : isDone();
    }

    /** Whether this reaches no sibling. */
    boolean isGone() {
        return home.get() == null || home.get() == GONE;
    }

    /** For example {@code 2 live}, with the number of dead links if there are any. For an arbiter. */
    String reached() {
        Object below = state.get() instanceof Verdict verdict ? verdict.below.get() : state.get();
        List<Model> links = below instanceof Table table ? table.links(this) : new ArrayList<>();
        Object at = newestOf(below);
        for (int i = 0; at instanceof Model link && i < MANY; i++) {
            links.add(link);
            at = link.home.get();
        }
        long dead = links.stream().filter(Model::isDead).count();
        return links.size() - dead + " live" + (dead == 0 ? "" : ", " + dead + " dead");
    }

    // ---- links

    Model derive() {
        return derive(0);
    }

    /** @param stripe the stripe to which the thread is sent, if there is a table */
    Model derive(int stripe) {
        Model child = new Model(flaw, this, null);
        attach(child, stripe);
        return child;
    }

    /** Arms, then attaches. */
    Model deriveArmed(Consumer<Model> wheel) {
        Model child = new Model(flaw, this, null);
        if (Flaw.ARM_AFTER_ATTACH.in(this)) {
            attach(child, 0);
            wheel.accept(child);
        } else {
            wheel.accept(child);
            attach(child, 0);
        }
        if (child.isDone() && !Flaw.NO_REREAD_AFTER_ATTACH.in(this)) {
            unlink(child);
        }
        return child;
    }

    private void attach(Model child, int stripe) {
        if (!attachLink(child, stripe) && state.get() instanceof Verdict verdict) {
            if (!child.end(verdict.cause) && !Flaw.LEFT_TO_THE_HELPED.in(this)) {
                unlink(child);
            }
        }
    }

    private boolean attachLink(Model link, int stripe) {
        Object instead = push(link);
        if (instead instanceof Table table) {
            table.put(link, stripe);
            return Flaw.NO_REREAD_AFTER_PUT.in(this) || !isDone();
        }
        return instead == null;
    }

    /** Returns null, or what the word has in place of a stack: a table or a verdict. */
    private @Nullable Object push(Model link) {
        while (true) {
            Object below = state.get();
            if (below instanceof Table || below instanceof Verdict) {
                return below;
            }
            link.home.set(below);
            if (cas(Flaw.PUSH_WITHOUT_CAS, state, below, link)) {
                link.place = 1;
                return null;
            }
        }
    }

    Model onDone(Runnable action) {
        Model link = new Model(flaw, this, action);
        Object instead = push(link);
        if (instead instanceof Table table) {
            register(table, link);
            instead = state.get();
        }
        if (instead instanceof Verdict verdict) {
            help(verdict);
            link.notifyEnd();
        }
        return link;
    }

    private void register(Table table, Model link) {
        while (!table.isStamping() || Flaw.PUSH_WHILE_STAMPING.in(this)) {
            Model newest = table.newest.get();
            if (length(newest) >= MAX_LINKS) {
                break;
            }
            link.home.set(newest);
            if (table.newest.compareAndSet(newest, link)) {
                link.place = 1;
                return;
            }
        }
        link.stamp = table.stamp(this);
        table.put(link, 0);
    }

    private static int length(@Nullable Model newest) {
        int length = 0;
        Object at = newest;
        while (at instanceof Model link && length < MANY) {
            length++;
            at = link.home.get();
        }
        return length;
    }

    void inflate() {
        Object below = state.get();
        while (below == null || below instanceof Model) {
            if (cas(Flaw.INFLATE_WITHOUT_CAS, state, below, new Table((Model) below))) {
                return;
            }
            below = state.get();
        }
    }

    // ---- unlinking

    void unlink(Model dead) {
        if (state.get() == dead && cas(Flaw.POP_WITHOUT_CAS, state, dead, older(dead))) {
            dead.home.set(GONE);
            return;
        }
        boolean attached = dead.place != 0;
        if (dead.home.get() instanceof Table table) {
            table.remove(dead);
        } else {
            removeFromStack(dead, attached);
        }
    }

    private static @Nullable Object older(Model link) {
        return link.home.get() instanceof Model older ? older : null;
    }

    private void removeFromStack(Model dead, boolean attached) {
        if (Flaw.GONE_BEFORE_THE_WALK.in(this)) {
            dead.home.set(GONE);
        }
        Walk walk = Walk.DISTURBED;
        for (int i = 0; walk == Walk.DISTURBED && i < MANY; i++) {
            walk = walk(dead);
        }
        if (walk == Walk.FOUND || attached) {
            dead.home.set(GONE);
        }
    }

    private Walk walk(Model dead) {
        Object seen = state.get();
        Model live = null;
        Object at = newestOf(seen instanceof Verdict verdict ? verdict.below.get() : seen);
        while (at instanceof Model link) {
            Object older = link.home.get();
            if (link.isDead()) {
                older = link.home.get();
                if (older == GONE || !unlink(seen, live, link, older)) {
                    return Walk.DISTURBED;
                }
                if (link == dead) {
                    return Walk.FOUND;
                }
            } else if (older == GONE) {
                return Walk.DISTURBED;
            } else {
                live = link;
            }
            at = older;
        }
        return Walk.NOT_FOUND;
    }

    private boolean unlink(@Nullable Object seen, @Nullable Model newer, Model dead, @Nullable Object older) {
        if (newer == null) {
            return casNewest(seen, dead, older);
        }
        return newer.home.compareAndSet(dead, older) && (Flaw.NO_LIVE_CHECK_AFTER_UNLINK.in(this) || !newer.isDead());
    }

    private boolean casNewest(@Nullable Object seen, Model dead, @Nullable Object older) {
        Object below = seen;
        if (seen instanceof Verdict verdict) {
            below = verdict.below.get();
            if (below == dead) {
                return verdict.below.compareAndSet(dead, older);
            }
        }
        return below instanceof Table table
                ? table.newest.compareAndSet(dead, (Model) older)
                : cas(Flaw.POP_WITHOUT_CAS, state, dead, older);
    }

    private static @Nullable Object newestOf(@Nullable Object below) {
        return below instanceof Table table ? table.newest.get() : below;
    }

    // ---- ending

    boolean cancel(String cause) {
        return end(cause);
    }

    boolean end(String cause) {
        while (true) {
            Object below = state.get();
            if (below instanceof Verdict verdict) {
                help(verdict);
                return false;
            }
            Verdict verdict = new Verdict(cause, false, below);
            List<Model> early = Flaw.WALK_BEFORE_END.in(this) ? links(verdict) : null;
            if (cas(Flaw.END_WITHOUT_CAS, state, below, verdict)) {
                lateCause = cause;
                finish(verdict, early == null ? links(verdict) : early);
                return true;
            }
        }
    }

    /** Does the CAS that ends this context, and nothing after it. Returns what hangs below. */
    String endAndStall(String cause) {
        Object below = state.get();
        state.compareAndSet(below, new Verdict(cause, false, below));
        return reached();
    }

    /** Like {@link #end}, but another call comes between marking and notifying, and helps. */
    void endWithHelp(String cause) {
        endAndStall(cause);
        Verdict verdict = (Verdict) Objects.requireNonNull(state.get());
        List<Model> toNotify = new ArrayList<>();
        mark(verdict, links(verdict), toNotify, false);
        help(verdict);
        verdict.below.set(null);
        toNotify.forEach(Model::gone);
    }

    private void gone() {
        home.set(GONE);
    }

    private void finish(Verdict verdict, List<Model> links) {
        if (Flaw.FINISH_BEFORE_MARK.in(this)) {
            verdict.below.set(null);
        }
        List<Model> toNotify = new ArrayList<>();
        mark(verdict, links, toNotify, false);
        verdict.below.set(null);
        disarm();
        if (parent != null) {
            parent.unlink(this);
        }
        for (Model link : toNotify) {
            link.home.set(GONE);
            link.notifyEnd();
        }
    }

    /**
     * Marks the contexts among the links and everything below them. Collects the links that belong to the end with this
     * verdict.
     */
    private void mark(Verdict verdict, List<Model> links, List<Model> toNotify, boolean helping) {
        for (Model link : links) {
            if (link.isAction) {
                toNotify.add(link);
                if (Flaw.NOTIFY_WHILE_MARKING.in(this) && !helping) {
                    link.notifyEnd();
                }
            } else {
                Verdict marked = link.markFromAbove(verdict.cause, helping);
                if (marked.fromAbove) {
                    toNotify.add(link);
                }
                if (marked.fromAbove || !Flaw.NO_HELP.in(this)) {
                    List<Model> below = marked.below.get() == null ? List.of() : link.links(marked);
                    mark(marked, below, marked.fromAbove ? toNotify : new ArrayList<>(), helping);
                }
            }
        }
    }

    private Verdict markFromAbove(String cause, boolean helping) {
        while (true) {
            Object below = state.get();
            if (below instanceof Verdict verdict) {
                return verdict;
            }
            Verdict verdict = new Verdict(cause, !(helping && Flaw.HELPED_FOR_ITSELF.in(this)), below);
            if (state.compareAndSet(below, verdict)) {
                return verdict;
            }
        }
    }

    private void help(Verdict verdict) {
        if (Flaw.NO_HELP.in(this) || verdict.below.get() == null) {
            return;
        }
        List<Model> notMine = new ArrayList<>();
        mark(verdict, links(verdict), notMine, true);
        if (Flaw.HELPER_NOTIFIES.in(this)) {
            notMine.forEach(Model::notifyEnd);
        }
    }

    /** What hangs below: the stack, oldest first, then what is in slots. */
    private List<Model> links(Verdict verdict) {
        Object below = verdict.below.get();
        List<Model> links = new ArrayList<>();
        boolean whole = false;
        for (int i = 0; !whole && i < MANY; i++) {
            Object newest = newestOf(below);
            whole = addStack(newest, links) || Flaw.NO_NEW_WALK_AT_GONE.in(this);
            boolean isGone = isGone(newest);
            below = verdict.below.get();
            boolean isLent = Flaw.NEWEST_BEFORE_HOME.in(this) ? isGone(newest) : isGone;
            whole |= isLent && newestOf(below) == newest;
        }
        if (below instanceof Table table) {
            links.addAll(table.links(this));
        }
        return links;
    }

    private static boolean isGone(@Nullable Object newest) {
        return newest instanceof Model link && link.home.get() == GONE;
    }

    /** Returns false if the walk met a link that is gone. */
    private static boolean addStack(@Nullable Object newest, List<Model> links) {
        Object at = newest;
        int before = links.size();
        for (int i = 0; at instanceof Model link && i < MANY; i++) {
            if (!links.contains(link)) {
                links.add(before, link);
            }
            at = link.home.get();
        }
        return at != GONE;
    }

    // ---- actions and waiters

    void notifyEnd() {
        if (!isAction) {
            disarm();
        }
        Runnable taken = take();
        if (taken != null) {
            taken.run();
        }
    }

    boolean stop() {
        if (take() == null) {
            return false;
        }
        if (parent != null) {
            parent.unlink(this);
        }
        return true;
    }

    private @Nullable Runnable take() {
        Runnable seen = action.get();
        return seen != null && cas(Flaw.TAKE_WITHOUT_CAS, action, seen, null) ? seen : null;
    }

    /** Waits with a link of its own. Once that is registered, the waiter looks only at the link. */
    void await() {
        Thread waiting = Thread.currentThread();
        Model link = new Model(flaw, this, () -> LockSupport.unpark(waiting));
        if (Flaw.CHECK_BEFORE_REGISTER.in(this)) {
            if (isDone()) {
                return;
            }
            attachLink(link, 0);
        } else if (!attachLink(link, 0)) {
            return;
        }
        while (link.action.get() != null) {
            LockSupport.park(this);
        }
    }

    // ---- deadlines and foreign parents

    /** Stores the registration with a foreign parent. */
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

    /** What the flaws of this name have in common: a change of the word since it was read goes unnoticed. */
    private <T> boolean cas(Flaw flaw, AtomicReference<T> word, @Nullable T seen, @Nullable T value) {
        if (flaw.in(this)) {
            word.set(value);
            return true;
        }
        return word.compareAndSet(seen, value);
    }
}
