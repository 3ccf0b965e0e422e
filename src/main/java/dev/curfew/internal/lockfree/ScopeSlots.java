package dev.curfew.internal.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.internal.Classes;
import dev.curfew.internal.Deadlines;
import dev.curfew.internal.Scopes;
import dev.curfew.internal.wheel.RecurringTimer;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a {@link dev.curfew.ScopePool}, and the one context below the parent that stands for all its scopes.
 *
 * <p>A handle is the generation of a life, in the upper 48 bits, and the index of the slot. Bits between the two that the
 * index does not need have the number of the pool, which only assertions read.
 */
final class ScopeSlots implements Scopes {

    /** So many releases share a fence. */
    private static final int BATCH = 8;

    private static final AtomicInteger POOLS = new AtomicInteger();

    final LockFreeCore core;
    final CancelNode context;
    private final ScopeSlot[] slots;
    private final int mask;
    private final int capacity;
    private final long number;
    /** The deadline that scopes have from the parent. */
    private final long inheritedNanos;

    /** The slots that may be opened, those used last on top. Owner only. */
    private final ScopeSlot[] free;

    private int frees;
    /** The slots that were released, and need a fence before they are free ({@link ScopeSlot} F4). Owner only. */
    private final ScopeSlot[] released;

    private int releases;
    /** How many of these had a thread inside at the last fence. */
    private int busy;

    private int open;
    private volatile boolean closed;
    final ScopeWalk walk;
    /** The first action of the context. Dead once it has begun, or there was no room or memory to begin. */
    private final Link atEnd;

    /** Set only if assertions are on. */
    private @Nullable Thread owner;

    ScopeSlots(LockFreeCore core, Context parent, int capacity) {
        this(core, parent, capacity, ScopeWord.GENERATION);
    }

    @SuppressWarnings("this-escape") // The context ends no scope before the first is open.
    ScopeSlots(LockFreeCore core, Context parent, int capacity, long firstLife) {
        Classes.initialize(
                ScopeCause.class,
                ScopeNotification.class,
                ScopeDeadlineView.class,
                ScopeWalk.class,
                RecurringTimer.class);
        this.core = core;
        this.capacity = capacity;
        int size = Integer.highestOneBit(2 * capacity - 1);
        mask = size - 1;
        number = (long) POOLS.getAndIncrement() * size & (MAX_CAPACITY - 1);
        free = new ScopeSlot[capacity];
        released = new ScopeSlot[capacity];
        slots = new ScopeSlot[size];
        for (int i = 0; i < capacity; i++) {
            slots[i] = ScopeSlot.free(this, i, firstLife);
            free[capacity - 1 - i] = slots[i];
        }
        ScopeSlot unused = ScopeSlot.retired(this);
        for (int i = capacity; i < size; i++) {
            slots[i] = unused;
        }
        frees = capacity;
        Parent above = core.parentFor(parent);
        inheritedNanos = above.deadlineHolder().deadlineNanos();
        context = core.attached(above, ValueContext.sourceOf(parent));
        try {
            rehearse();
            walk = new ScopeWalk(slots, capacity);
            atEnd = (Link) context.onDone(walk);
        } catch (Throwable e) {
            context.cancel();
            throw e;
        }
    }

    private void rehearse() {
        ScopeWalk.rehearse();
        ScopeView view = new ScopeView(context, context.deadlineHolder(), slots[0], 0);
        if (view.tryLeaveActions()) {
            view.runLeft();
        }
    }

    private ScopeSlot slotOf(long scope) {
        assert isOfThisPool(scope);
        return slots[(int) scope & mask];
    }

    private boolean isOfThisPool(long scope) {
        if (scope != 0 && (scope & (MAX_CAPACITY - 1) & ~mask) != number) {
            throw new AssertionError("the scope " + scope + " is of another pool");
        }
        return true;
    }

    /** The thread that first opens a scope is the owner. */
    private boolean becomeOwner() {
        if (owner == null) {
            owner = Thread.currentThread();
        }
        return isOwner();
    }

    private boolean isOwner() {
        Thread current = Thread.currentThread();
        if (owner != null && owner != current) {
            throw new AssertionError("the owner of the pool is " + owner + ", the caller is " + current);
        }
        return true;
    }

    // ---- the owner

    @Override
    public long open() {
        return open(Context.NO_DEADLINE, Moments.NEVER, ScopeWord.LIVE);
    }

    @Override
    public long open(long deadlineNanos) {
        if (deadlineNanos == Context.NO_DEADLINE) {
            return open();
        }
        if (context.isDone()) {
            return open(); // No timer, as the scope is done, with the cause of the context.
        }
        long nowNanos = core.nanoTime();
        long due = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        long left = due - nowNanos;
        if (left <= 0) {
            return open(Context.NO_DEADLINE, momentOf(due, nowNanos), ScopeWord.DEADLINE);
        }
        if (inheritedNanos != Context.NO_DEADLINE && left >= inheritedNanos - nowNanos) {
            return open();
        }
        walk.noteTimers();
        return open(due, momentOf(due, nowNanos), ScopeWord.LIVE);
    }

    /**
     * Opens a scope.
     *
     * @param timerNanos when its timer has to fire; {@link Context#NO_DEADLINE} if it needs none
     */
    private long open(long timerNanos, long moment, int code) {
        ScopeSlot slot = take();
        boolean isOpen = false;
        try {
            long life = slot.open(moment, code, timerNanos);
            isOpen = true;
            return life | number | slot.index;
        } finally {
            if (!isOpen) { // Stores only, as the stack may end here.
                open--;
                released[releases++] = slot;
            }
        }
    }

    private long momentOf(long timeNanos, long nowNanos) {
        return Moments.of(timeNanos, nowNanos, core.leaseTime(nowNanos));
    }

    /** Takes the free slot that was used last. */
    private ScopeSlot take() {
        assert becomeOwner();
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
        if (frees == 0) {
            recycle();
            if (frees == 0) {
                throw new IllegalStateException("no slot of the pool is free: of " + capacity + ", " + open
                        + " have open scopes, live or done, and " + releases + " have threads inside");
            }
        }
        open++;
        return free[--frees];
    }

    /** Frees the released slots that no thread is inside. */
    private void recycle() {
        VarHandle.fullFence();
        int kept = 0;
        int i = 0;
        try {
            for (; i < releases; i++) {
                ScopeSlot slot = released[i];
                if (slot.recycle()) {
                    free[frees++] = slot;
                } else {
                    released[kept++] = slot;
                }
            }
        } finally {
            while (i < releases) { // after a stack overflow
                released[kept++] = released[i++];
            }
            releases = kept;
            busy = kept;
        }
    }

    @Override
    public boolean release(long scope) {
        assert isOwner();
        ScopeSlot slot = slotOf(scope);
        long life = ScopeWord.lifeOf(scope);
        if (slot.isStale(life)) {
            assert reportStale(scope, slot, "released");
            return false;
        }
        if (!slot.endViewOf(life)) {
            return false; // An action of the view has released the scope.
        }
        assert slot.noteRelease(Thread.currentThread());
        release(slot, life);
        return true;
    }

    private void release(ScopeSlot slot, long life) {
        boolean isLast = !slot.release(life);
        open--; // before the fence, where the stack may end
        if (isLast) {
            return;
        }
        released[releases++] = slot;
        if (releases - busy >= BATCH) {
            recycle();
        }
    }

    private boolean reportStale(long scope, ScopeSlot slot, String what) {
        if (ScopeWord.lifeOf(scope) != 0) {
            core.report(new IllegalStateException("a stale scope was " + what + ": " + scope
                    + "; the last scope of its slot was released by " + slot.releasedBy()));
        }
        return true;
    }

    @Override
    public boolean renew(long scope, long deadlineNanos) {
        assert isOwner();
        ScopeSlot slot = slotOf(scope);
        long life = ScopeWord.lifeOf(scope);
        if (slot.isStale(life)) {
            assert reportStale(scope, slot, "renewed");
            return false;
        }
        walk.noteTimers();
        long nowNanos = core.nanoTime();
        long due = deadlineNanos == Context.NO_DEADLINE
                ? deadlineNanos
                : Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        if (due - nowNanos > 0 && !isBeforeParents(due)) {
            due = Context.NO_DEADLINE;
        }
        return slot.renew(life, due, nowNanos);
    }

    @Override
    public boolean onDone(long scope, Runnable action) {
        assert isOwner();
        walk.noteActions();
        return slotOf(scope).onDone(ScopeWord.lifeOf(scope), action);
    }

    @Override
    public boolean stop(long scope, Runnable action) {
        assert isOwner();
        return slotOf(scope).stop(ScopeWord.lifeOf(scope), action);
    }

    @Override
    public Context context(long scope) {
        assert isOwner();
        ScopeSlot slot = slotOf(scope);
        long life = ScopeWord.lifeOf(scope);
        if (slot.isStale(life)) {
            CancelNode stale = new CancelNode(context, context.values());
            stale.cancel();
            return stale;
        }
        return slot.context(life);
    }

    @Override
    public int openScopes() {
        assert isOwner();
        return open;
    }

    // ---- any thread

    @Override
    public boolean isDone(long scope) {
        return isDone(slotOf(scope), ScopeWord.lifeOf(scope));
    }

    /** F2. */
    private boolean isDone(ScopeSlot slot, long life) {
        return slot.hasEnded(life) || context.isDone();
    }

    @Override
    public @Nullable ContextException err(long scope) {
        return slotOf(scope).err(ScopeWord.lifeOf(scope));
    }

    @Override
    public @Nullable Throwable cause(long scope) {
        return slotOf(scope).cause(ScopeWord.lifeOf(scope));
    }

    /** The earlier one of the scope's own deadline and the parent's. */
    @Override
    public long deadlineNanos(long scope) {
        long own = slotOf(scope).deadlineNanos(ScopeWord.lifeOf(scope));
        return isBeforeParents(own) ? own : inheritedNanos;
    }

    /** Whether a scope with this deadline of its own, or with none, ends by itself before the parent does. */
    boolean isBeforeParents(long deadlineNanos) {
        return Deadlines.isEarlier(deadlineNanos, inheritedNanos);
    }

    @Override
    public boolean cancel(long scope, @Nullable Throwable cause) {
        walk.finishInterrupted();
        return slotOf(scope).cancel(ScopeWord.lifeOf(scope), cause);
    }

    @Override
    public boolean expireIfDue(long scope, long nowNanos) {
        ScopeSlot slot = slotOf(scope);
        long life = ScopeWord.lifeOf(scope);
        context.expireIfDue(nowNanos);
        walk.finishInterrupted();
        if (slot.isExpiring(life, nowNanos)) {
            slot.expire(life, nowNanos);
        }
        return isDone(slot, life);
    }

    @Override
    public void close() {
        closed = true;
        context.cancel();
        walk.finishInterrupted();
        if (atEnd.isDead()) {
            walk.begin();
        }
    }
}
