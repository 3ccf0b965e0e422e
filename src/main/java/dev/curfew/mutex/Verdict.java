package dev.curfew.mutex;

import dev.curfew.Context;
import dev.curfew.ContextException;
import org.jspecify.annotations.Nullable;

/** How a context ended: shared by all that one ending call ends. */
record Verdict(ContextException err, Throwable cause) {

    private static final Verdict CANCELED = new Verdict(Context.CANCELED, Context.CANCELED);
    private static final Verdict EXPIRED = new Verdict(Context.DEADLINE_EXCEEDED, Context.DEADLINE_EXCEEDED);

    static Verdict canceled(@Nullable Throwable cause) {
        return cause == null ? CANCELED : new Verdict(Context.CANCELED, cause);
    }

    static Verdict expired(@Nullable Throwable cause) {
        return cause == null ? EXPIRED : new Verdict(Context.DEADLINE_EXCEEDED, cause);
    }
}
