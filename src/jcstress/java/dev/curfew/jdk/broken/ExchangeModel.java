package dev.curfew.jdk.broken;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An exchange in short: the registration, the parts under way, the client's future, and a body that may be cut. */
final class ExchangeModel {

    final CompletableFuture<String> response = new CompletableFuture<>();
    final CompletableFuture<String> sent = new CompletableFuture<>();
    /** Whether something is registered at the context. */
    volatile boolean isRegistered;

    volatile boolean isBodyCut;

    private final Flaw flaw;
    private final AtomicInteger parts = new AtomicInteger(1);
    private volatile @Nullable String why;
    private volatile boolean hasBody;
    private volatile boolean hasRegistration;

    ExchangeModel(Flaw flaw) {
        this.flaw = flaw;
    }

    void start() {
        if (Flaw.LISTEN_BEFORE_REGISTERED.in(flaw)) {
            listen();
            register();
        } else {
            register();
            listen();
        }
    }

    private void register() {
        isRegistered = true;
        hasRegistration = true;
    }

    private void listen() {
        sent.whenComplete((received, failure) -> {
            if (failure == null) {
                leave();
                response.complete(received);
            } else if (why == null) {
                fail(failure);
            }
        });
    }

    void apply() {
        parts.incrementAndGet();
        hasBody = true;
        if (why != null) {
            isBodyCut = true;
        }
    }

    void leave() {
        int left;
        if (Flaw.COUNT_WITHOUT_CAS.in(flaw)) {
            left = parts.get() - 1;
            parts.set(left);
        } else {
            left = parts.decrementAndGet();
        }
        if (left == 0) {
            stop();
        }
    }

    void cut() {
        boolean had = hasBody;
        why = "cut";
        if (Flaw.BODY_BEFORE_REASON.in(flaw) ? had : hasBody) {
            isBodyCut = true;
        }
        sent.cancel(true);
        if (!Flaw.LEFT_TO_THE_CLIENT.in(flaw)) {
            sent.whenComplete((received, failure) -> fail(failure));
        }
    }

    private void fail(Throwable failure) {
        stop();
        response.completeExceptionally(failure);
    }

    private void stop() {
        if (hasRegistration) {
            isRegistered = false;
        }
    }
}
