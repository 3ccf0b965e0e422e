package dev.curfew.internal;

import dev.curfew.ContextException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A future whose methods throw the {@link ContextException} with which it was completed. From JDK 23 on, those of
 * {@link CompletableFuture} throw a new {@link CancellationException} around it.
 */
public final class BoundedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    @Override
    public T get() throws InterruptedException, ExecutionException {
        try {
            return super.get();
        } catch (CancellationException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            return super.get(timeout, unit);
        } catch (CancellationException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public T join() {
        try {
            return super.join();
        } catch (CancellationException e) {
            throw unwrapped(e);
        }
    }

    @Override
    public T getNow(T valueIfAbsent) {
        try {
            return super.getNow(valueIfAbsent);
        } catch (CancellationException e) {
            throw unwrapped(e);
        }
    }

    private static CancellationException unwrapped(CancellationException thrown) {
        return !(thrown instanceof ContextException) && thrown.getCause() instanceof ContextException end
                ? end
                : thrown;
    }
}
