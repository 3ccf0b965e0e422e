package dev.curfew.internal.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import org.jspecify.annotations.Nullable;

/** How a context ended. All contexts that one call ends share one verdict. */
record Verdict(ContextException err, Throwable cause) {

    private static final Verdict CANCELED = new Verdict(Context.CANCELED, Context.CANCELED);
    private static final Verdict DEADLINE_EXCEEDED = new Verdict(Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);

    static Verdict canceled(@Nullable Throwable cause) {
        return cause == null ? CANCELED : new Verdict(Context.CANCELED, cause);
    }

    static Verdict deadlineExceeded(@Nullable Throwable cause) {
        return cause == null ? DEADLINE_EXCEEDED : new Verdict(Context.DEADLINE_EXCEEDED, cause);
    }

    /** The verdict for what a context says of its end. */
    static Verdict of(@Nullable ContextException err, @Nullable Throwable cause) {
        return err == null ? CANCELED : new Verdict(err, cause != null ? cause : err);
    }
}
