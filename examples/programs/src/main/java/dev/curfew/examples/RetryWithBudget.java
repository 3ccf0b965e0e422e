package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.concurrent.ContextFutures;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;

/** Asks a service again after failures and after attempts that take too long, until the time of the request is up. */
public final class RetryWithBudget {

    private static final Duration PATIENCE = Duration.ofMillis(50);

    private RetryWithBudget() {}

    private static String ask(Context request, Supplier<CompletableFuture<String>> service)
            throws InterruptedException {
        for (Duration pause = Duration.ofMillis(1); ; pause = pause.multipliedBy(2)) {
            try (CancelContext attempt = request.withTimeout(PATIENCE)) {
                CompletableFuture<String> answer = service.get();
                ContextFutures.cancelOnDone(attempt, answer, ForkJoinPool.commonPool());
                return ContextFutures.get(attempt, answer);
            } catch (ExecutionException | DeadlineExceededException e) {
                System.out.println("no answer: " + e.getMessage());
            }
            request.await(pause);
            request.throwIfDue();
        }
    }

    /** Asks a service that fails once, is silent once, and then answers; and one that is always silent. */
    public static void main(String[] args) throws Exception {
        CompletableFuture<String> silence = new CompletableFuture<>();
        CompletableFuture<String> failure = CompletableFuture.failedFuture(new IOException("not reachable"));
        Iterator<CompletableFuture<String>> first = List.of(failure, silence).iterator();
        try (CancelContext request = Context.background().withTimeout(Duration.ofMinutes(1))) {
            System.out.println(ask(
                    request, () -> first.hasNext() ? first.next() : CompletableFuture.completedFuture("an answer")));
        }
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(120))) {
            throw new AssertionError(ask(request, CompletableFuture::new));
        } catch (DeadlineExceededException e) {
            System.out.println("gives up: " + e.getMessage());
        }
        try {
            throw new AssertionError(silence.join());
        } catch (CancellationException e) {
            System.out.println("the attempt that was too long was cancelled");
        }
    }
}
