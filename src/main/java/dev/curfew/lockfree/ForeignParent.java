package dev.curfew.lockfree;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Done;
import dev.curfew.Registration;
import dev.curfew.spi.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a node and a parent of which this core knows only the API: one object per child.
 *
 * <p>If the parent's {@link Done} is a node of this core, the parent only delegates, and the child attaches to that node
 * as to any parent. Else the child is an action on the foreign {@code Done}, which may fire from any thread, from within
 * the registration, late, twice, or never, and may throw.
 *
 * <p>The child may end while its registration is being made. Whoever registers stores the registration, then re-reads the
 * child's word, and stops the registration if it is a verdict; the ender CASes the word, then takes the registration.
 * Both orders are store-load, so at least one of the two sees the other.
 */
final class ForeignParent implements Parent, DeadlineOwner, Runnable {

    private static final VarHandle REGISTRATION;

    static {
        try {
            REGISTRATION =
                    MethodHandles.lookup().findVarHandle(ForeignParent.class, "registration", Registration.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LockFreeCore core;
    private final Context parent;
    private final Done done;
    /** Who has the deadline: an ancestor of this core if the parent only forwards to it, else this. */
    private final DeadlineOwner deadlineOwner;
    /** Who is to be told; set before the registration is made. */
    private volatile @Nullable CancelNode child;

    private volatile @Nullable Registration registration;

    /** @param parent a foreign context, or a {@link ValueContext} below one */
    ForeignParent(LockFreeCore core, Context parent) {
        this.core = core;
        this.parent = parent;
        this.done = requireNonNull(parent.done(), "parent.done()");
        deadlineOwner = done instanceof CancelNode node ? ownerAbove(node) : this;
    }

    /** Resolved once, so that a chain of forwarding contexts is not walked for each question. */
    private static DeadlineOwner ownerAbove(CancelNode node) {
        DeadlineOwner owner = node.deadlineOwner();
        return owner instanceof ForeignParent foreign ? foreign.deadlineOwner : owner;
    }

    @Override
    public Context context() {
        return parent;
    }

    @Override
    public @Nullable Context valueSource() {
        return parent;
    }

    @Override
    public LockFreeCore core() {
        return core;
    }

    @Override
    public DeadlineOwner deadlineOwner() {
        return deadlineOwner.core() == core ? deadlineOwner : this;
    }

    /** What ends the parent decides, not what it shows, where it only delegates. */
    @Override
    public long deadlineNanos() {
        return deadlineOwner == this ? parent.deadlineNanos() : deadlineOwner.deadlineNanos();
    }

    @Override
    public boolean expireIfDue(long nowNanos) {
        if (deadlineOwner != this) {
            return deadlineOwner.expireIfDue(nowNanos);
        }
        long deadlineNanos = parent.deadlineNanos();
        return deadlineNanos != Context.NO_DEADLINE && deadlineNanos - nowNanos <= 0 && parent.expireIfDue(nowNanos);
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
            REGISTRATION.setVolatile(this, requireNonNull(done.onDone(this), "registration"));
        } catch (VirtualMachineError e) {
            this.child = null; // nothing stays, though the parent may have registered this
            throw e;
        } catch (Throwable e) {
            core.report(e);
            if (isDone()) {
                run(); // which may be why it would not register
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

    /** The foreign {@link Done} fires. */
    @Override
    public void run() {
        CancelNode told = child;
        for (int tries = 1; told != null && !told.isDone(); tries++) {
            try {
                told.end(verdict());
            } catch (OutOfMemoryError e) {
                Memory.await(tries, e);
            }
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
