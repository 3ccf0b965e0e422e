package dev.curfew.bench;

import java.util.concurrent.CompletableFuture;

/**
 * {@code CompletableFuture} as a signal: completed with null, because {@code cancel} would make an exception with a
 * stack trace each time; {@code copy()} is the child that ends with its parent or before it. A live future keeps its
 * dependents for as long as it lives: ended children and stopped actions pile up.
 */
final class FutureRival implements Rival<CompletableFuture<?>, CompletableFuture<?>, CompletableFuture<?>> {

    @Override
    public CompletableFuture<?> open() {
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<?> derive(CompletableFuture<?> parent) {
        return parent.copy();
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
    public void stop(CompletableFuture<?> context, CompletableFuture<?> registration) {
        registration.complete(null);
    }

    @Override
    public boolean forgetsEndedChildren() {
        return false;
    }
}
