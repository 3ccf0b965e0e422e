package dev.curfew.jdk;

import dev.curfew.ContextRuntime;
import dev.curfew.internal.Ends;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response between the client and the subscriber, which a cut ends.
 *
 * <p>{@code state} is the number of signals that are being delivered, and two flags. CUT is set by the first cut or
 * failure, which cancels the subscription. OVER is set by what ends the body: the client completes it, the subscriber
 * cancels it, or the subscriber gets the failure. The subscription counts as a signal from the beginning, because a
 * subscriber gets nothing before it.
 *
 * <ul>
 *   <li>X6: The subscriber gets one signal at a time, and nothing after the last. A client may report a failure while it
 *       delivers data; whoever finds CUT and no other signal under way delivers the failure.
 *   <li>X7: Once CUT, the client delivers no more data, and no completion.
 *   <li>X8: The subscription of a body that was cut is cancelled: the client stores the subscription and then loads
 *       CUT; a cut stores CUT and then loads the subscription.
 *   <li>X9: {@code whenOver} runs once, before the subscriber gets the last signal.
 * </ul>
 */
final class Body<T extends @Nullable Object> implements BodySubscriber<T> {

    private static final int CUT = 1 << 29;
    private static final int OVER = 1 << 30;

    /**
     * Delivers failures to subscribers, which run code of users. A pool that others use may be full of threads that wait
     * for these bodies.
     */
    private static final Executor DELIVERY = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), Body::newThread);

    private static final Subscription NONE = new Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private final BodySubscriber<T> subscriber;
    private final Runnable whenOver;
    private final ContextRuntime runtime;

    private final AtomicInteger state = new AtomicInteger(1);
    private final AtomicReference<@Nullable Subscription> subscription = new AtomicReference<>();
    private final AtomicReference<@Nullable Throwable> why = new AtomicReference<>();

    Body(BodySubscriber<T> subscriber, Runnable whenOver, ContextRuntime runtime) {
        this.subscriber = subscriber;
        this.whenOver = whenOver;
        this.runtime = runtime;
    }

    private static Thread newThread(Runnable task) {
        Thread thread = new Thread(null, task, "curfew-http-body", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends the body with a failure, and cancels the subscription. Runs no code of users on this thread. */
    void cut(Throwable failure) {
        int before = fail(failure);
        if (before >= CUT) {
            return;
        }
        Subscription made = subscription.get();
        try {
            if (made != null) {
                made.cancel(); // X8
            }
        } finally {
            if (before == 0) {
                Ends.handOver(this::deliverFailure, DELIVERY, runtime);
            }
        }
    }

    /** Sets CUT, if the body is neither cut nor over. */
    private int fail(Throwable failure) {
        why.compareAndSet(null, failure);
        return state.getAndUpdate(now -> now >= CUT ? now : now | CUT);
    }

    /** Delivers the failure if no other signal is under way. */
    private void deliverFailure() {
        Throwable failure = why.get();
        if (failure == null || !state.compareAndSet(CUT, CUT | OVER)) {
            return;
        }
        whenOver.run(); // X9
        try {
            subscriber.onError(failure);
        } catch (Throwable e) {
            Ends.report(e, runtime);
        }
    }

    private void leave() {
        if (state.decrementAndGet() == CUT) {
            deliverFailure();
        }
    }

    private void end() {
        if ((state.getAndUpdate(now -> now | OVER) & OVER) == 0) {
            whenOver.run();
        }
    }

    // ---- what the client calls

    @Override
    public CompletionStage<T> getBody() {
        return subscriber.getBody();
    }

    @Override
    public void onSubscribe(Subscription made) {
        if (!subscription.compareAndSet(null, made)) {
            made.cancel();
            return;
        }
        try {
            subscriber.onSubscribe(new Cancelling(made));
        } finally {
            if (state.get() >= CUT) {
                made.cancel(); // X8
            }
            leave();
        }
    }

    @Override
    public void onNext(List<ByteBuffer> data) {
        if (state.getAndUpdate(now -> now >= CUT ? now : now + 1) >= CUT) {
            return; // X7
        }
        try {
            subscriber.onNext(data);
        } finally {
            leave();
        }
    }

    @Override
    public void onError(Throwable failure) {
        if (fail(failure) == 0) {
            deliverFailure();
        }
        if (subscription.get() == null) {
            // The client has failed before it subscribed.
            Ends.handOver(() -> onSubscribe(NONE), DELIVERY, runtime);
        }
    }

    @Override
    public void onComplete() {
        if (state.get() < CUT && state.getAndUpdate(now -> now >= CUT ? now : now | OVER) < CUT) {
            whenOver.run(); // X9
            subscriber.onComplete();
        }
    }

    /** What the subscriber calls. */
    private final class Cancelling implements Subscription {
        private final Subscription made;

        Cancelling(Subscription made) {
            this.made = made;
        }

        @Override
        public void request(long n) {
            made.request(n);
        }

        @Override
        public void cancel() {
            end();
            made.cancel();
        }
    }
}
