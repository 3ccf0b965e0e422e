package dev.curfew.lockfree;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.spi.Callbacks;
import dev.curfew.spi.ContextCore;
import dev.curfew.spi.Deadlines;
import dev.curfew.spi.PathFormat;
import dev.curfew.spi.WheelOptions;
import dev.curfew.wheel.internal.Wheel;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/** The lock-free core of one runtime. {@link CancelNode} is where it begins. */
public final class LockFreeCore implements ContextCore {

    /** So many children and actions need a table, blocks and stamps. */
    private static final int REHEARSED = 2 * Stripe.SLOTS;

    final ContextRuntime runtime;
    final RootContext background = new RootContext(this, PathFormat.BACKGROUND);
    private final RootContext todo = new RootContext(this, PathFormat.TODO);
    private final Callbacks callbacks;
    final DeadlineWheel wheel;

    /**
     * @param runtime asked for its clock now, and given as the runtime of the core's contexts
     */
    public LockFreeCore(ContextRuntime runtime, Callbacks callbacks, WheelOptions options) {
        this.runtime = runtime;
        this.callbacks = callbacks;
        NanoClock clock = runtime.clock();
        wheel = options.callerDriven()
                ? new CallerDriven(
                        new Wheel(clock, options.tickNanos(), callbacks, options.wakeup()), options.wakeup(), callbacks)
                : ThreadDriven.of(runtime, options, callbacks);
        rehearse();
    }

    /** Initializes classes whose first use might be at the end of a stack, which would break them for good. */
    private void rehearse() {
        Runnable nothing = () -> {};
        CancelNode top = new CancelNode(background);
        for (int i = 0; i < REHEARSED; i++) {
            top.withCancel().onDone(nothing);
            top.onDone(nothing);
        }
        new ForeignParent(this, top.withCancel()).isDone();
        top.cancel();
        Helping.with(Verdict.CANCELED.with(top));
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
        return attached(parentFor(parent));
    }

    private static CancelNode attached(Parent above) {
        CancelNode child = new CancelNode(above);
        above.attach(child);
        return child;
    }

    @Override
    public CancelContext withDeadline(Context parent, long deadlineNanos, long nowNanos, @Nullable Throwable cause) {
        Parent above = parentFor(parent);
        if (deadlineNanos == Context.NO_DEADLINE) {
            return attached(above);
        }
        long due = Deadlines.after(nowNanos, deadlineNanos - nowNanos);
        boolean passed = due - nowNanos <= 0;
        long inherited = above.deadlineOwner().deadlineNanos();
        if (inherited != Context.NO_DEADLINE && due - nowNanos >= inherited - nowNanos) {
            CancelNode child = attached(above);
            if (passed) {
                child.end(Verdict.deadlineExceeded(cause));
            }
            return child;
        }
        return passed ? passed(above, due, cause) : armed(above, due, cause);
    }

    private static DeadlineNode passed(Parent above, long due, @Nullable Throwable cause) {
        DeadlineNode child = new DeadlineNode(above, due, cause, null);
        above.attach(child);
        child.run();
        return child;
    }

    private DeadlineNode armed(Parent above, long due, @Nullable Throwable cause) {
        boolean late = above.isDone();
        DeadlineNode child = new DeadlineNode(above, due, cause, late ? null : wheel);
        attachArmed(above, child);
        if (child.stateVolatile() instanceof Verdict verdict) {
            // Perhaps by the wheel, before it was attached; volatile, as the attaching stored before this loads.
            if (verdict.isSettled()) {
                above.detach(child);
            }
        } else if (late) {
            // A foreign parent that was done, and is not any more.
            child.cancel();
        }
        return child;
    }

    private static void attachArmed(Parent above, DeadlineNode child) {
        try {
            above.attach(child);
        } catch (Throwable e) {
            child.cancel();
            throw e;
        }
    }

    @Override
    public <T> Context withValue(Context parent, Key<T> key, @Nullable T value) {
        return ValueContext.derive(parent, key, value);
    }

    @Override
    public Context withoutCancel(Context parent) {
        return new DetachedContext(this, parent);
    }

    @Override
    public void close() {
        wheel.close();
    }

    @Override
    public boolean close(long timeoutNanos) {
        return wheel.close(timeoutNanos);
    }

    @Override
    public void start() {
        if (wheel.isClosing()) {
            throw DeadlineWheel.closed();
        }
        wheel.startToStay();
    }

    @Override
    public @Nullable Agent agent() {
        return wheel.agent();
    }

    @Override
    public long nextWakeNanos() {
        return wheel.nextWakeNanos();
    }

    private Parent parentFor(Context context) {
        Context anchor = context instanceof ValueContext binding ? binding.anchor() : context;
        return anchor instanceof Parent && context instanceof Parent parent ? parent : new ForeignParent(this, context);
    }

    /** Returns false if the stack overflowed, perhaps before the action began. */
    boolean run(Runnable action) {
        return callbacks.run(action);
    }

    void report(Throwable failure) {
        callbacks.onError(failure);
    }
}
