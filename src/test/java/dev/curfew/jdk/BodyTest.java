package dev.curfew.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.Semantic;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bodies of clients and subscribers that signal at any time (X6 to X9). */
@EveryCore
@Semantic(31)
class BodyTest extends Contract {

    private static final List<ByteBuffer> DATA = List.of();
    private static final Exception CUT = new IllegalStateException("cut");
    private static final Exception BROKEN = new IllegalStateException("broken");

    /** Remembers its signals, and checks that they come one at a time. */
    private static final class Signals implements BodySubscriber<String> {
        final ConcurrentLinkedQueue<Object> got = new ConcurrentLinkedQueue<>();
        private final AtomicInteger depth = new AtomicInteger();
        private final ThreadLocal<Integer> own = ThreadLocal.withInitial(() -> 0);
        volatile Background.Task onSubscribe = () -> {};
        volatile Background.Task onNext = () -> {};
        volatile Subscription subscription;
        volatile Thread failedOn;

        @Override
        public CompletionStage<String> getBody() {
            return new CompletableFuture<>();
        }

        private void signal(Object what, Background.Task task) {
            if (depth.get() != own.get()) {
                got.add("two at a time");
            }
            depth.incrementAndGet();
            own.set(own.get() + 1);
            got.add(what);
            try {
                task.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            } finally {
                own.set(own.get() - 1);
                depth.decrementAndGet();
            }
        }

        @Override
        public void onSubscribe(Subscription made) {
            subscription = made;
            signal("subscription", onSubscribe);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            signal("data", onNext);
        }

        @Override
        public void onError(Throwable failure) {
            failedOn = Thread.currentThread();
            signal(failure, () -> {});
        }

        @Override
        public void onComplete() {
            signal("complete", () -> {});
        }

        List<Object> all() {
            return List.copyOf(got);
        }
    }

    /** The client's side. */
    private static final class Upstream implements Subscription {
        final AtomicInteger cancels = new AtomicInteger();
        volatile Runnable onRequest = () -> {};

        @Override
        public void request(long n) {
            onRequest.run();
        }

        @Override
        public void cancel() {
            cancels.incrementAndGet();
        }
    }

    private final Signals signals = new Signals();
    private final AtomicInteger over = new AtomicInteger();
    private final Upstream upstream = new Upstream();

    private Body<String> body() {
        return new Body<>(signals, over::incrementAndGet, runtime);
    }

    private Body<String> subscribed() {
        Body<String> body = body();
        body.onSubscribe(upstream);
        return body;
    }

    private void awaitSignals(Object... expected) {
        Background.until("signals", () -> signals.all().equals(List.of(expected)));
        assertEquals(1, over.get());
    }

    @Test
    void aWholeBody() {
        Body<String> body = subscribed();
        body.onNext(DATA);
        assertEquals(0, over.get());
        body.onComplete();
        body.cut(CUT);
        body.onError(BROKEN);
        awaitSignals("subscription", "data", "complete");
        assertEquals(0, upstream.cancels.get());
    }

    @Test
    void aFailureOfTheClient() {
        Body<String> body = subscribed();
        body.onError(BROKEN);
        body.onError(CUT);
        body.onComplete();
        body.cut(CUT);
        awaitSignals("subscription", BROKEN);
    }

    @Test
    void aFailureBeforeTheSubscription() {
        body().onError(BROKEN);
        awaitSignals("subscription", BROKEN);
    }

    @Test
    void aCutCancelsTheSubscriptionAndFailsOnAnotherThread() {
        Body<String> body = subscribed();
        body.cut(CUT);
        assertEquals(1, upstream.cancels.get());
        body.onNext(DATA);
        body.onComplete();
        body.onError(BROKEN);
        body.cut(BROKEN);
        awaitSignals("subscription", CUT);
        assertNotSame(Thread.currentThread(), signals.failedOn);
    }

    @Test
    void aCutBeforeTheSubscription() {
        Body<String> body = body();
        body.cut(CUT);
        assertEquals(List.of(), signals.all());
        body.onSubscribe(upstream);
        assertTrue(upstream.cancels.get() > 0);
        awaitSignals("subscription", CUT);
    }

    @Test
    void aCutBeforeTheSubscriptionThatNeverComes() {
        Body<String> body = body();
        body.cut(CUT);
        body.onError(BROKEN);
        awaitSignals("subscription", CUT);
        assertNotSame(Thread.currentThread(), signals.failedOn);
    }

    @Test
    void aSecondSubscription() {
        Body<String> body = subscribed();
        Upstream second = new Upstream();
        body.onSubscribe(second);
        assertEquals(1, second.cancels.get());
        assertEquals(List.of("subscription"), signals.all());
    }

    @Test
    void theSubscriberCancels() {
        Body<String> body = subscribed();
        signals.subscription.cancel();
        signals.subscription.cancel();
        assertEquals(1, over.get());
        body.onNext(DATA);
        body.onComplete();
        body.cut(CUT);
        awaitSignals("subscription");
        assertTrue(upstream.cancels.get() > 0);
    }

    /** A publisher may signal from within request, which a subscriber may call from within any signal. */
    @Test
    void dataWithinTheSubscription() {
        Body<String> body = body();
        signals.onSubscribe = () -> signals.subscription.request(1);
        upstream.onRequest = () -> {
            body.onNext(DATA);
            body.onComplete();
        };
        body.onSubscribe(upstream);
        awaitSignals("subscription", "data", "complete");
    }

    @Test
    void aCutWithinASignal() {
        Body<String> body = subscribed();
        signals.onNext = () -> body.cut(CUT);
        body.onNext(DATA);
        awaitSignals("subscription", "data", CUT);
    }

    @Test
    void aCutWhileDataIsDelivered() {
        Body<String> body = subscribed();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        signals.onNext = () -> {
            inside.countDown();
            Background.await(release);
        };
        Future<?> delivery = Background.start(() -> body.onNext(DATA));
        Background.await(inside);
        body.cut(CUT);
        body.onError(BROKEN);
        assertEquals(1, upstream.cancels.get());
        assertEquals(List.of("subscription", "data"), signals.all());
        release.countDown();
        Background.get(delivery);
        awaitSignals("subscription", "data", CUT);
    }

    @Test
    void aSubscriberThatThrowsIsReported() {
        IllegalStateException bad = new IllegalStateException("bad subscriber");
        Body<String> body = new Body<>(
                new BodySubscriber<>() {
                    @Override
                    public CompletionStage<String> getBody() {
                        return new CompletableFuture<>();
                    }

                    @Override
                    public void onSubscribe(Subscription made) {}

                    @Override
                    public void onNext(List<ByteBuffer> item) {}

                    @Override
                    public void onError(Throwable failure) {
                        throw bad;
                    }

                    @Override
                    public void onComplete() {}
                },
                over::incrementAndGet,
                runtime);
        body.onSubscribe(upstream);
        body.cut(CUT);
        Background.until("reported", () -> {
            List<Throwable> told = failures.take();
            return !told.isEmpty() && told.get(0) == bad;
        });
    }

    @Test
    void cutsRacingEachSignal() {
        for (int round = 0; round < 600; round++) {
            Signals raced = new Signals();
            AtomicInteger ends = new AtomicInteger();
            Upstream source = new Upstream();
            Body<String> body = new Body<>(raced, ends::incrementAndGet, runtime);
            int which = round % 3;
            if (which > 0) {
                body.onSubscribe(source);
            }
            Background.race(() -> body.cut(CUT), () -> {
                switch (which) {
                    case 0 -> body.onSubscribe(source);
                    case 1 -> body.onNext(DATA);
                    default -> body.onComplete();
                }
            });
            Background.until("the last signal", () -> {
                List<Object> all = raced.all();
                Object last = all.get(all.size() - 1);
                return last == CUT || last.equals("complete");
            });
            assertEquals(1, ends.get());
            assertSame(false, raced.got.contains("two at a time"));
            if (raced.got.contains(CUT)) {
                assertTrue(source.cancels.get() > 0, "X8");
            }
        }
    }
}
