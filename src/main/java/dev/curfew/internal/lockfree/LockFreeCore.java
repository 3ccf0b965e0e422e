package dev.curfew.internal.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Lease;
import dev.curfew.Registration;
import dev.curfew.internal.Callbacks;
import dev.curfew.internal.Classes;
import dev.curfew.internal.ContextCore;
import dev.curfew.internal.DeadlineService;
import dev.curfew.internal.Deadlines;
import dev.curfew.internal.PathFormat;
import dev.curfew.internal.Scopes;
import dev.curfew.internal.WheelOptions;
import dev.curfew.internal.wheel.WheelService;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The lock-free core of one runtime. Its algorithm is described from {@link CancelNode} on. */
public final class LockFreeCore implements ContextCore {

    /** This many children and actions make a table, blocks and stamps. */
    private static final int REHEARSED_LINKS = 2 * Stripe.SLOTS;

    final ContextRuntime runtime;
    final RootContext background = new RootContext(this, PathFormat.BACKGROUND);
    private final RootContext todo = new RootContext(this, PathFormat.TODO);
    private final Callbacks callbacks;
    final WheelService wheel;
    /** 73 years before the core was made, as the clock may step back. 219 years are ahead. */
    private final long leaseOrigin;
    /**
     * How contexts with a timer end when the runtime closes. Made before the wheel closes, because there may be no
     * memory then.
     */
    private volatile @Nullable Verdict closedVerdict;

    /**
     * @param runtime the runtime of the core's contexts; not used before its constructor has returned
     */
    public LockFreeCore(ContextRuntime runtime, Callbacks callbacks, WheelOptions options) {
        this.runtime = runtime;
        this.callbacks = callbacks;
        leaseOrigin = options.clock().nanoTime() - (Deadlines.MAX_NANOS >> 1);
        wheel = WheelService.create(options, callbacks, runtime, this::prepareClosing);
        rehearse();
    }

    /**
     * Initializes classes whose first use might otherwise be at the end of a stack, which would break them for good.
     */
    private void rehearse() {
        Runnable nothing = () -> {};
        CancelNode top = new CancelNode(background, null);
        for (int i = 0; i < REHEARSED_LINKS; i++) {
            var unused = top.withCancel().onDone(nothing);
            top.onDone(nothing);
        }
        new ForeignParent(this, top.withCancel()).isDone();
        Context bound = top;
        Key<Object> key = Key.of("rehearsed");
        for (int i = 0; i <= ValueContext.RUN; i++) {
            bound = bound.withValue(key, null);
        }
        bound.value(Key.of("unbound"));
        top.cancel();
        Verdict lent = Verdict.CANCELED.with(top);
        lent.lend(top);
        Helping.with(lent);
        Classes.initialize(
                ContextPath.class,
                DetachedContext.class,
                EarliestDeadline.class,
                EndLink.class,
                LeaseNode.class,
                LinkStack.Walk.class,
                MergedNode.class,
                Moments.class,
                ScheduledNode.HandedOver.class,
                SlotTable.Available.class,
                StripeMemory.class,
                ValueContext.class,
                ValueIndex.class,
                WaiterLink.class);
    }

    @Override
    public Context background() {
        return background;
    }

    @Override
    public Context todo() {
        return todo;
    }

    @Override
    public CancelContext withCancel(Context parent) {
        return attached(parentFor(parent), ValueContext.sourceOf(parent));
    }

    CancelNode attached(Parent above, @Nullable Context values) {
        CancelNode child = new CancelNode(above, values);
        above.attach(child);
        return child;
    }

    @Override
    public CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause) {
        Parent above = parentFor(parent);
        Context values = ValueContext.sourceOf(parent);
        if (deadlineNanos == Context.NO_DEADLINE) {
            return attached(above, values);
        }
        long due = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        boolean passed = due - nowNanos <= 0;
        long inherited = above.deadlineHolder().deadlineNanos();
        if (inherited != Context.NO_DEADLINE && due - nowNanos >= inherited - nowNanos) {
            return passed ? ended(above, new CancelNode(above, values), cause) : attached(above, values);
        }
        return passed
                ? ended(above, new DeadlineNode(above, values, due, cause, null), cause)
                : armed(above, values, due, cause);
    }

    /**
     * Ends a new child whose time has passed. It is attached only to a parent that is done, whose verdict it gets. Below
     * a live one it would stay, if there is no memory or no room on the stack to end it.
     */
    private static <C extends CancelNode> C ended(Parent above, C child, @Nullable Throwable cause) {
        if (above.isDone()) {
            above.attach(child);
        }
        child.end(Verdict.deadlineExceeded(cause));
        return child;
    }

    private DeadlineNode armed(Parent above, @Nullable Context values, long due, @Nullable Throwable cause) {
        boolean late = above.isDone();
        DeadlineNode child = new DeadlineNode(above, values, due, cause, late ? null : wheel);
        attachArmed(above, child, late);
        return child;
    }

    /**
     * Attaches a child whose timer is armed.
     *
     * @param late whether the parent was done before, so that no timer was armed
     */
    private static void attachArmed(Parent above, CancelNode child, boolean late) {
        try {
            above.attach(child);
        } catch (Throwable e) {
            child.cancel();
            throw e;
        }
        if (child.stateVolatile() instanceof Verdict verdict) {
            // The wheel may have ended the child before it was attached (D2). The read is volatile because the attach
            // stores.
            if (verdict.isFinished()) {
                above.detach(child);
            }
        } else if (late) {
            // A foreign parent read done before, and now does not.
            child.cancel();
        }
    }

    @Override
    public CancelContext withCancelOn(Context parent, Context other) {
        return MergedNode.create(this, parentFor(parent), ValueContext.sourceOf(parent), other);
    }

    @Override
    public CancelContext withCancelOn(Context parent, Context... others) {
        return MergedNode.create(this, parentFor(parent), ValueContext.sourceOf(parent), others);
    }

    @Override
    public Lease withLease(Context parent, long nanos, long nowNanos, @Nullable Throwable cause) {
        Parent above = parentFor(parent);
        long expires = Deadlines.after(nowNanos, nanos);
        LeaseNode child = new LeaseNode(above, ValueContext.sourceOf(parent), expires, nowNanos, nanos, cause);
        if (expires - nowNanos <= 0) {
            return ended(above, child, cause);
        }
        boolean late = above.isDone();
        if (!late) {
            child.armFirst();
        }
        attachArmed(above, child, late);
        return child;
    }

    @Override
    public Registration schedule(
            Context parent, long delayNanos, long nowNanos, Runnable action, @Nullable Executor executor) {
        Parent above = parentFor(parent);
        ScheduledNode node = executor == null
                ? new ScheduledNode(above, action)
                : new ScheduledNode.HandedOver(above, action, executor);
        long due = Deadlines.after(nowNanos, delayNanos);
        boolean late = above.isDone();
        if (!late) {
            node.arm(due);
        }
        attachArmed(above, node, late);
        return node;
    }

    @Override
    public <T> Context withValue(Context parent, Key<T> key, @Nullable T value) {
        return new ValueContext(parent, key, value);
    }

    @Override
    public Context withoutCancel(Context parent) {
        return new DetachedContext(this, parent);
    }

    @Override
    public Scopes scopes(Context parent, int capacity) {
        return new ScopeSlots(this, parent, capacity);
    }

    @Override
    public DeadlineService deadlines() {
        return wheel;
    }

    private void prepareClosing() {
        if (closedVerdict == null) {
            closedVerdict = Verdict.canceled(DeadlineService.closed());
        }
    }

    Verdict closedVerdict() {
        return requireNonNull(closedVerdict);
    }

    /** Throws what a call that arms a timer has thrown, unless the runtime is closed: a clock threw it then. */
    void requireClosed(IllegalStateException thrown) {
        if (closedVerdict == null) {
            throw thrown;
        }
    }

    // ---- the time of leases

    long nanoTime() {
        return runtime.clock().nanoTime();
    }

    /** A time on the scale of the clock as one that is not negative ({@link LeaseNode}). */
    long leaseTime(long timeNanos) {
        return Math.max(0, timeNanos - leaseOrigin);
    }

    long nanosOf(long leaseTime) {
        return leaseOrigin + leaseTime;
    }

    /** What a child of this context attaches to. */
    Parent parentFor(Context context) {
        Context anchor = context instanceof ValueContext binding ? binding.anchor() : context;
        return anchor instanceof Parent parent ? parent : new ForeignParent(this, context);
    }

    /** Returns false if the stack overflowed, perhaps before the action began. */
    boolean run(Runnable action) {
        return callbacks.run(action);
    }

    void report(Throwable failure) {
        callbacks.onError(failure);
    }
}
