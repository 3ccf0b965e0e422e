package dev.curfew.internal.lockfree;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.internal.Answer;
import dev.curfew.internal.Memory;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The parent of a node below a context of which this core knows only the API. There is one object per child.
 *
 * <p>If the {@link Done} of the foreign context is a node of this core, that context only delegates, and the child
 * attaches to the node as to any parent. Otherwise the child is an action on the foreign {@code Done}, which may fire
 * on any thread, during the registration, late, twice or never, and may throw.
 *
 * <p>F1: No registration outlives its child, which may end while the registration is being made. The thread that
 * registers stores the registration, then reads the child's word again, and stops the registration if the word is a
 * verdict. The thread that ends the child CASes the word, then takes the registration. Both store before they load, so
 * at least one of the two sees the other.
 */
final class ForeignParent implements Parent, DeadlineHolder, Runnable {

    private static final VarHandle REGISTRATION =
            fieldVarHandle(lookup(), "registration", VarHandle.class, ForeignParent.class, Registration.class);

    private final LockFreeCore core;
    private final Context parent;
    private final Done done;
    /**
     * The holder of the deadline: an ancestor of this core if the foreign context only forwards to it, otherwise this.
     */
    private final DeadlineHolder deadlineHolder;
    /** The node to notify; set before the registration is made. */
    private volatile @Nullable CancelNode child;

    private volatile @Nullable Registration registration;

    /** @param parent a foreign context, or a {@link ValueContext} below one */
    ForeignParent(LockFreeCore core, Context parent) {
        this.core = core;
        this.parent = parent;
        this.done = Answer.done(parent.done(), parent);
        deadlineHolder = done instanceof CancelNode node ? holderAbove(node) : this;
    }

    /** Found once, so that a chain of forwarding contexts is not walked for each question. */
    private static DeadlineHolder holderAbove(CancelNode node) {
        DeadlineHolder holder = node.deadlineHolder();
        return holder instanceof ForeignParent foreign ? foreign.deadlineHolder : holder;
    }

    @Override
    public Context context() {
        return parent;
    }

    @Override
    public LockFreeCore core() {
        return core;
    }

    Done done() {
        return done;
    }

    @Override
    public DeadlineHolder leaseHolder() {
        if (deadlineHolder == this) {
            return core.background;
        }
        return deadlineHolder.core() == core ? deadlineHolder.leaseHolder() : this; // the holder names the core
    }

    @Override
    public DeadlineHolder deadlineHolder() {
        return deadlineHolder.core() == core ? deadlineHolder : this;
    }

    @Override
    public DeadlineHolder source() {
        return deadlineHolder;
    }

    /** The deadline that ends the foreign context, which may differ from the one it shows if it only delegates. */
    @Override
    public long deadlineNanos() {
        DeadlineHolder owner = DeadlineHolder.ownerOf(this);
        return owner == this ? parent.deadlineNanos() : owner.deadlineNanos();
    }

    @Override
    public @Nullable DeadlineHolder expireOwn(long nowNanos) {
        if (deadlineHolder != this) {
            return deadlineHolder;
        }
        long deadlineNanos = parent.deadlineNanos();
        if (deadlineNanos != Context.NO_DEADLINE && deadlineNanos - nowNanos <= 0) {
            parent.expireIfDue(nowNanos);
        }
        return null;
    }

    @Override
    public void attach(CancelNode child) {
        if (done instanceof CancelNode node) {
            node.attach(child);
        } else if (done != Done.NEVER) {
            this.child = child;
            register(child);
        }
    }

    private void register(CancelNode child) {
        if (isDone()) {
            run();
            return;
        }
        try {
            REGISTRATION.setVolatile(this, Answer.registration(done, this));
        } catch (VirtualMachineError e) {
            this.child = null; // The foreign context may have registered this object, which then refers to no child.
            throw e;
        } catch (Throwable e) {
            core.report(e);
            if (isDone()) {
                run(); // Its end may be why it did not register this.
            }
        }
        if (child.stateVolatile() instanceof Verdict) {
            stop();
        }
    }

    @Override
    public boolean isDone() {
        try {
            return done.isDone();
        } catch (Throwable e) {
            core.report(e);
            return false;
        }
    }

    @Override
    public void detach(CancelNode child) {
        if (done instanceof CancelNode node) {
            node.detach(child);
        } else {
            stop();
        }
    }

    private void stop() {
        child = null;
        Registration made = registration == null ? null : (Registration) REGISTRATION.getAndSet(this, null);
        if (made != null) {
            try {
                made.stop();
            } catch (Throwable e) {
                core.report(e);
            }
        }
    }

    /**
     * The foreign {@link Done} fires. Afterwards everything below the child is marked, whichever call ended the child
     * (C3).
     */
    @Override
    public void run() {
        CancelNode node = child;
        for (int tries = 1; node != null && !node.isDone(); tries++) {
            try {
                node.end(verdict());
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
        }
        if (node != null) {
            Helping.withIfMemory(node.verdict());
        }
    }

    private Verdict verdict() {
        try {
            ContextException err = parent.err();
            return Verdict.of(err, err == null ? null : parent.cause());
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            core.report(e);
            return Verdict.CANCELED;
        }
    }
}
