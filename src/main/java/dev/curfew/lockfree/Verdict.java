package dev.curfew.lockfree;

import dev.curfew.Context;
import dev.curfew.ContextException;
import org.jspecify.annotations.Nullable;

/** How a context ended. One is made per ending call, and shared by all contexts which that call ends. */
final class Verdict {

    static final Verdict CANCELED = new Verdict(Context.CANCELED, Context.CANCELED);
    static final Verdict DEADLINE_EXCEEDED = new Verdict(Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);
    /** The state of an action that ran or was stopped, and of a waiter that left: no context ended. */
    static final Verdict SPENT = new Verdict(Context.CANCELED, Context.CANCELED);

    final ContextException err;
    final Throwable cause;

    private Verdict(ContextException err, Throwable cause) {
        this.err = err;
        this.cause = cause;
    }

    static Verdict canceled(@Nullable Throwable cause) {
        return cause == null ? CANCELED : new Verdict(Context.CANCELED, cause);
    }

    static Verdict deadlineExceeded(@Nullable Throwable cause) {
        return cause == null ? DEADLINE_EXCEEDED : new Verdict(Context.DEADLINE_EXCEEDED, cause);
    }

    /** What a foreign context says of its end, which may be nothing yet. */
    static Verdict of(@Nullable ContextException err, @Nullable Throwable cause) {
        if (err == null) {
            return CANCELED;
        }
        return new Verdict(err, cause == null ? err : cause);
    }
}
