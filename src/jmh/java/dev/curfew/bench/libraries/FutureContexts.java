package dev.curfew.bench.libraries;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * {@code CompletableFuture} as a signal: completed with null, because {@code cancel} would make an exception with a
 * stack trace each time; {@code copy()} is the child that ends with its parent or before it. A live future keeps its
 * dependents for as long as it lives: ended children and stopped actions pile up. Completion also takes its timer back.
 */
final class FutureContexts implements Contexts<CompletableFuture<?>, CompletableFuture<?>, CompletableFuture<?>> {

    @Override
    public CompletableFuture<?> open() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<?> derive(CompletableFuture<?> parent) {
        return parent.copy();
    }

    @Override
    public CompletableFuture<?> deriveFor(CompletableFuture<?> parent, long timeoutNanos) {
        return parent.copy().orTimeout(timeoutNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void end(CompletableFuture<?> context) {
        context.complete(null);
    }

    @Override
    public boolean isDone(CompletableFuture<?> context) {
        return context.isDone();
    }

    @Override
    public CompletableFuture<?> register(CompletableFuture<?> context, Runnable action) {
        return context.thenRun(action);
    }

    @Override
    public void register(CompletableFuture<?> context, Runnable action, Executor executor) {
        context.thenRunAsync(action, executor);
    }

    @Override
    public void stop(CompletableFuture<?> context, CompletableFuture<?> registration) {
        registration.complete(null);
    }

    @Override
    public void await(CompletableFuture<?> context) throws InterruptedException {
        try {
            context.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One class. */
    @Override
    public List<CompletableFuture<?>> kinds() {
        return List.of(open(), deriveFor(open(), Long.MAX_VALUE), derive(open()), open());
    }
}
