package dev.curfew.jdk;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber that takes what comes, and remembers its failure. */
final class Collecting implements Flow.Subscriber<List<ByteBuffer>> {

    final AtomicInteger signals = new AtomicInteger();
    final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    volatile Thread failedOn;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        signals.incrementAndGet();
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        signals.incrementAndGet();
    }

    @Override
    public void onError(Throwable throwable) {
        failedOn = Thread.currentThread();
        failure.complete(throwable);
    }

    @Override
    public void onComplete() {
        failure.completeExceptionally(new AssertionError("completed"));
    }
}
