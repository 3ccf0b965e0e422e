package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.internal.Forwarded;
import org.jspecify.annotations.Nullable;

/**
 * A foreign context that delegates to another context. Extend it to change some answers of that context.
 *
 * <p>While {@link #done()} is not overridden, this class costs nothing as a parent: contexts derived from it attach to
 * the delegate itself. They end with the delegate's err and cause, whatever {@link #err()}, {@link #cause()} and
 * {@link #deadlineNanos()} the subclass returns. A subclass that changes when it ends overrides {@code done()} too; it
 * is then never bypassed. Values always come from the subclass.
 *
 * <p>All other methods are derived from the methods of this class, so they follow what a subclass overrides.
 *
 * <p><b>Threads, progress, cost:</b> those of the delegate, and one more call. A long chain of forwarding contexts
 * costs no stack: a loop walks it to find the context that answers for deadline, end, values, runtime or text.
 */
public abstract class ForwardingContext implements Context {

    static {
        Forwarded.accessedBy(context -> ((ForwardingContext) context).delegate);
    }

    private final Context delegate;

    /**
     * Makes a context that forwards to another one.
     *
     * @param delegate the context that answers where a subclass does not
     * @throws NullPointerException if {@code delegate} is null
     */
    protected ForwardingContext(Context delegate) {
        this.delegate = requireNonNull(delegate, "delegate");
    }

    @Override
    public long deadlineNanos() {
        return Forwarded.DEADLINE.answering(delegate).deadlineNanos();
    }

    @Override
    public Done done() {
        return Forwarded.DONE.answeringBeyondValues(delegate).done();
    }

    @Override
    public @Nullable ContextException err() {
        return Forwarded.ERR.answering(delegate).err();
    }

    @Override
    public <T> @Nullable T value(Key<T> key) {
        return Forwarded.VALUE.answering(delegate).value(key);
    }

    @Override
    public ContextRuntime runtime() {
        return Forwarded.RUNTIME.answering(delegate).runtime();
    }

    /**
     * The cause of the delegate, or {@link #err()} if the delegate has no cause of its own; null exactly while
     * {@code err()} is.
     */
    @Override
    public @Nullable Throwable cause() {
        ContextException err = err();
        if (err == null) {
            return null;
        }
        Context answering = Forwarded.CAUSE.answering(delegate);
        Throwable cause = answering.cause();
        return cause == null || cause == answering.err() ? err : cause;
    }

    /** Calls the same method of the delegate, then returns whether this context has ended. */
    @Override
    public boolean expireIfDue(long nowNanos) {
        Forwarded.EXPIRE.answering(delegate).expireIfDue(nowNanos);
        return isDone();
    }

    /** The text of the delegate. */
    @Override
    public String toString() {
        return Forwarded.TO_STRING.answering(delegate).toString();
    }
}
