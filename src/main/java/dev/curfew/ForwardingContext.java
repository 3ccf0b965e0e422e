package dev.curfew;

import static java.util.Objects.requireNonNull;

import dev.curfew.spi.Forwarded;
import org.jspecify.annotations.Nullable;

/**
 * A foreign context that delegates: the base for a context of one's own that changes some answers of another.
 *
 * <p>Free as a parent while {@link #done()} is not overridden: contexts derived from it attach to the delegate itself,
 * and see the delegate's end with its err and cause, whatever {@link #err()}, {@link #cause()} or
 * {@link #deadlineNanos()} the subclass shows. Whoever changes when it ends overrides {@code done()} too; it is then
 * never bypassed. Values are always asked of the subclass.
 *
 * <p>What is not forwarded here is derived from the methods above, so it follows what a subclass overrides.
 *
 * <p><b>Threads, progress, cost:</b> the delegate's, and one more call. A long row of forwarding contexts is walked in a loop
 * where it forwards deadline, end, values, runtime or text, and costs no stack.
 */
public abstract class ForwardingContext implements Context {

    static {
        Forwarded.accessedBy(context -> ((ForwardingContext) context).delegate);
    }

    private final Context delegate;

    /** Initializes this class; done early, as a first use at the end of a stack would break it for good. */
    static void initialize() {}

    /**
     * Forwards to a context.
     *
     * @param delegate what answers, where a subclass does not
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

    /** The delegate's cause, or {@link #err()} where nobody gave the delegate one; null exactly while {@code err()} is. */
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

    /** Gives the delegate the chance to expire, then tells whether this context is done. */
    @Override
    public boolean expireIfDue(long nowNanos) {
        Forwarded.EXPIRE.answering(delegate).expireIfDue(nowNanos);
        return isDone();
    }

    /** The delegate's. */
    @Override
    public String toString() {
        return Forwarded.TO_STRING.answering(delegate).toString();
    }
}
