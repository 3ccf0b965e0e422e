package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.ContextException;
import dev.curfew.ScopePool;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The life of an order: a scope, or a context on the core that has no scopes. Its first end wins, and says which it was.
 *
 * <p><b>Threads:</b> {@code onDone} and {@code release} are the event loop's, which owns the scope; the rest is anybody's.
 */
interface Life {

    boolean isDone();

    boolean expireIfDue(long nowNanos);

    /** Returns whether this call ended it. */
    boolean cancel();

    /** The same, with a cause. A scope allocates for it. */
    boolean cancel(Throwable cause);

    @Nullable
    ContextException err();

    @Nullable
    Throwable cause();

    void onDone(Runnable action, Executor executor);

    /** From now on the life is over, and nobody asks how it ended. */
    void release();

    /** Polls and ends allocate nothing, except for a cause. */
    record OfScope(ScopePool pool, long scope) implements Life {

        @Override
        public boolean isDone() {
            return pool.isDone(scope);
        }

        @Override
        public boolean expireIfDue(long nowNanos) {
            return pool.expireIfDue(scope, nowNanos);
        }

        @Override
        public boolean cancel() {
            return pool.cancel(scope);
        }

        @Override
        public boolean cancel(Throwable cause) {
            return pool.cancel(scope, cause);
        }

        @Override
        public @Nullable ContextException err() {
            return pool.err(scope);
        }

        @Override
        public @Nullable Throwable cause() {
            return pool.cause(scope);
        }

        @Override
        public void onDone(Runnable action, Executor executor) {
            pool.onDone(scope, () -> executor.execute(action));
        }

        @Override
        public void release() {
            pool.release(scope);
        }
    }

    /** Of the mutex core. */
    record OfContext(CancelContext context) implements Life {

        @Override
        public boolean isDone() {
            return context.isDone();
        }

        @Override
        public boolean expireIfDue(long nowNanos) {
            return context.expireIfDue(nowNanos);
        }

        @Override
        public boolean cancel() {
            return context.cancel();
        }

        @Override
        public boolean cancel(Throwable cause) {
            return context.cancel(cause);
        }

        @Override
        public @Nullable ContextException err() {
            return context.err();
        }

        @Override
        public @Nullable Throwable cause() {
            return context.cause();
        }

        @Override
        public void onDone(Runnable action, Executor executor) {
            context.onDone(action, executor);
        }

        @Override
        public void release() {
            // A context that has ended is garbage.
        }
    }
}
