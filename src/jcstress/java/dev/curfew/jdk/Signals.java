package dev.curfew.jdk;

import dev.curfew.ContextRuntime;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that remembers its signals, and whether two came at a time. The last one is followed by the number of
 * runs of {@link #over} before it.
 */
final class Signals implements BodySubscriber<String> {

    /** What the client does with the body. */
    static final class Upstream implements Subscription {
        final AtomicInteger cancels = new AtomicInteger();

        @Override
        public void request(long n) {}

        @Override
        public void cancel() {
            cancels.incrementAndGet();
        }
    }

    /** Runs of the body's {@code whenOver}. */
    final AtomicInteger over = new AtomicInteger();

    final Upstream upstream = new Upstream();

    private final AtomicInteger inside = new AtomicInteger();
    private volatile String got = "";
    private volatile boolean isLast;
    private volatile @Nullable Subscription subscription;

    /** A body with this subscriber. */
    Body<String> body() {
        return new Body<>(this, over::incrementAndGet, ContextRuntime.shared());
    }

    /** The same after the client has subscribed. That signal is not remembered. */
    Body<String> subscribed() {
        Body<String> body = body();
        body.onSubscribe(upstream);
        got = "";
        return body;
    }

    /** Cancels as a subscriber does. */
    void cancel() {
        Subscription made = subscription;
        if (made != null) {
            made.cancel();
        }
    }

    /** Waits until the last signal has come, from the thread that delivers failures. */
    void awaitLast() {
        while (!isLast) {
            Thread.yield();
        }
    }

    private void signal(String what, boolean last) {
        if (inside.incrementAndGet() != 1) {
            got += " two at a time";
        }
        got += (got.isEmpty() ? "" : " ") + what + (last ? " " + over.get() : "");
        inside.decrementAndGet();
        isLast |= last;
    }

    @Override
    public void onSubscribe(Subscription made) {
        subscription = made;
        signal("subscribed", false);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
        signal("data", false);
    }

    @Override
    public void onError(Throwable failure) {
        signal("failed", true);
    }

    @Override
    public void onComplete() {
        signal("complete", true);
    }

    @Override
    public CompletionStage<String> getBody() {
        return new CompletableFuture<>();
    }

    @Override
    public String toString() {
        return got;
    }
}
