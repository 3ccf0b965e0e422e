package dev.curfew.bench;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * A context that threads wait for, reduced to what {@link WakeBenchmark} asks of it.
 *
 * @param <C> what can be ended and waited for
 */
interface WakeRival<C> {

    /** A new live context below a live one. */
    C open();

    void end(C context);

    /** Parks the thread until the end. */
    void await(C context) throws InterruptedException;

    /** Hands the action to the executor at the end. */
    void register(C context, Runnable action, Executor executor);

    /** The benchmark does not know the rival's types. It only hands back to it what came from it. */
    @SuppressWarnings("unchecked")
    static WakeRival<Object> named(String impl) {
        return (WakeRival<Object>) make(impl);
    }

    private static WakeRival<?> make(String impl) {
        return switch (impl) {
            case Rivals.CURFEW -> new Curfew(Core.LOCK_FREE);
            case Rivals.MUTEX -> new Curfew(Core.MUTEX);
            case Rivals.FUTURE -> new Future();
            default -> throw new IllegalArgumentException("no rival to wait for is called " + impl);
        };
    }

    /** This library, on either core. */
    record Curfew(CancelContext server) implements WakeRival<CancelContext> {

        Curfew(Core core) {
            this(ContextRuntime.builder().core(core).build().background().withCancel());
        }

        @Override
        public CancelContext open() {
            return server.withCancel();
        }

        @Override
        public void end(CancelContext context) {
            context.cancel();
        }

        @Override
        public void await(CancelContext context) throws InterruptedException {
            context.await();
        }

        @Override
        public void register(CancelContext context, Runnable action, Executor executor) {
            context.onDone(action, executor);
        }
    }

    /** {@code CompletableFuture}; without a parent, which would keep it. */
    record Future() implements WakeRival<CompletableFuture<Void>> {

        @Override
        public CompletableFuture<Void> open() {
            return new CompletableFuture<>();
        }

        @Override
        public void end(CompletableFuture<Void> context) {
            context.complete(null);
        }

        @Override
        public void await(CompletableFuture<Void> context) throws InterruptedException {
            try {
                context.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void register(CompletableFuture<Void> context, Runnable action, Executor executor) {
            context.thenRunAsync(action, executor);
        }
    }
}
