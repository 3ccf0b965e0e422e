package dev.curfew.internal;

import dev.curfew.Context;
import dev.curfew.ContextException;
import org.jspecify.annotations.Nullable;

/** What a {@link dev.curfew.ScopePool} is made of. The methods are those of the pool. The caller has checked the arguments. */
public interface Scopes {

    int MAX_CAPACITY = 1 << 16;

    long open();

    long open(long deadlineNanos);

    boolean release(long scope);

    boolean renew(long scope, long deadlineNanos);

    boolean onDone(long scope, Runnable action);

    boolean stop(long scope, Runnable action);

    Context context(long scope);

    int openScopes();

    boolean cancel(long scope, @Nullable Throwable cause);

    boolean isDone(long scope);

    boolean expireIfDue(long scope, long nowNanos);

    @Nullable
    ContextException err(long scope);

    @Nullable
    Throwable cause(long scope);

    long deadlineNanos(long scope);

    void close();
}
