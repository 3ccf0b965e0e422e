package dev.curfew.jdk;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.Registration;
import dev.curfew.internal.BoundedFuture;
import dev.curfew.internal.Ends;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, which the end of the context cuts.
 *
 * <p>{@code parts} counts what is under way: the response, until the client's future has completed, and the body, from
 * the moment the client asks for its subscriber to its end. {@code why} goes from null to the reason of a cut.
 *
 * <ul>
 *   <li>X4: When {@code parts} is 0, or the client's future has failed, nothing is registered at the context.
 *       {@code response} completes after that.
 *   <li>X5: A cut reaches a body that the client makes at the same time: the client stores {@code body} and then loads
 *       {@code why}; a cut stores {@code why} and then loads {@code body}. All are volatile.
 *   <li>X10: The thread of a cut completes {@code response}, unless the client has completed its future before the cut.
 *       So {@code response} is complete when the cut has returned, also if the client hands its failure over to another
 *       thread.
 * </ul>
 */
final class Exchange<T extends @Nullable Object> implements BodyHandler<T> {

    private final Context context;
    private final BodyHandler<T> handler;
    private final AtomicInteger parts = new AtomicInteger(1);
    private volatile @Nullable Throwable why;
    private volatile @Nullable Body<T> body;
    private volatile @Nullable Registration registration;

    private final CompletableFuture<HttpResponse<T>> response = new BoundedFuture<>();
    /** The client's future. */
    private CompletableFuture<HttpResponse<T>> sent;

    @SuppressWarnings("NullAway") // start() sets the future before anybody else has the exchange, except the client.
    private Exchange(Context context, BodyHandler<T> handler) {
        this.context = context;
        this.handler = handler;
    }

    /** Sends a request. If this throws, the exchange is cut, and nothing is registered. */
    @SuppressWarnings("FutureReturnValueIgnored") // Of whenComplete: the outcome is in response.
    static <T extends @Nullable Object> Exchange<T> start(
            Context context, HttpClient client, HttpRequest request, BodyHandler<T> handler) {
        Exchange<T> exchange = new Exchange<>(context, handler);
        exchange.sent = requireNonNull(client.sendAsync(request, exchange), "the client's future");
        try {
            exchange.registration = context.onDone(() -> exchange.cut(Ends.exceptionOf(context)));
            exchange.sent.whenComplete(exchange::onSent);
        } catch (Throwable e) {
            exchange.abandon();
            throw e;
        }
        return exchange;
    }

    private void onSent(HttpResponse<T> received, @Nullable Throwable failure) {
        if (failure == null) {
            leave();
            complete(received, null);
        } else if (why == null) {
            complete(null, failure);
        }
    }

    CompletableFuture<HttpResponse<T>> response() {
        return response;
    }

    /** Throws the reason of a cut by a foreign context that does not know of its end. */
    void throwIfCut(Throwable failure) {
        if (why instanceof ContextException reason && failure instanceof Exception) {
            throw Ends.with(reason, failure);
        }
    }

    /** Called by the client when the headers have arrived. */
    @Override
    public BodySubscriber<T> apply(ResponseInfo info) {
        BodySubscriber<T> subscriber = requireNonNull(handler.apply(info), "the handler's subscriber");
        Body<T> made = new Body<>(subscriber, this::leave, context.runtime());
        parts.incrementAndGet();
        body = made; // X5
        Throwable cut = why;
        if (cut != null) {
            made.cut(cut);
        }
        return made;
    }

    /** Cuts the exchange because nobody waits for it any more. Nothing stays registered. */
    void abandon() {
        try {
            cut(new CancellationException("nobody waits for the response any more"));
        } finally {
            stop();
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // Of whenComplete: the outcome is in response.
    private void cut(Throwable reason) {
        why = reason; // X5
        Body<T> made = body;
        try {
            if (made != null) {
                made.cut(reason);
            }
        } finally { // The client's subscription may throw.
            sent.cancel(true);
            if (sent.isDone()) {
                sent.whenComplete(this::complete); // on this thread (X10)
            } else {
                complete(null, reason); // It is the future of a client that cannot be cancelled.
            }
        }
    }

    @SuppressWarnings("NullAway") // Without a failure there is a response.
    private void complete(@Nullable HttpResponse<T> received, @Nullable Throwable failure) {
        if (failure == null) {
            response.complete(received);
        } else {
            stop();
            response.completeExceptionally(failure);
        }
    }

    private void leave() {
        if (parts.decrementAndGet() == 0) {
            stop();
        }
    }

    private void stop() {
        Registration made = registration;
        if (made != null) {
            Ends.stop(made, context);
        }
    }
}
