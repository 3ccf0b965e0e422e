package dev.curfew.jdk;

import static java.util.Objects.requireNonNull;

import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.internal.BoundedFuture;
import dev.curfew.internal.Ends;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Requests of {@link HttpClient} that a context cuts.
 *
 * <p><b>The end of the context</b> closes the connection of HTTP/1.1, or resets the stream of HTTP/2, so the server
 * sees it. That also holds while the body is read, and after the response was returned with a body that streams, such
 * as an {@link java.io.InputStream}: reading from that stream then throws an {@link IOException} whose cause is a
 * {@link ContextException}, and a subscriber of the body gets the {@code ContextException} itself. What was not read
 * before is lost. A body that had arrived whole is not touched.
 *
 * <p><b>The timeout</b> of the request is the time left of the context, or the request's own timeout if that is shorter.
 * The client applies it until the headers of the response have arrived; the end of the context also cuts the body.
 *
 * <p><b>What is registered:</b> one action at the context, until the body has arrived, or its subscription is cancelled
 * (closing an {@code InputStream} does that), or the exchange has failed. A streaming body that is neither read to its
 * end nor closed keeps its connection, and stays registered until the context ends. So close it.
 *
 * <p><b>Threads:</b> any thread may call any method. The thread that ends the context closes the connection, and waits
 * for no answer of the server. It does not run callbacks of a body's subscriber; a thread of this library does.
 *
 * <p><b>Other clients:</b> a subclass of {@code HttpClient} cuts its exchange when the future that its {@code sendAsync}
 * returned is cancelled, or when it passes on the cancel of the body's subscription.
 */
public final class ContextHttp {

    private static final long MILLI_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private ContextHttp() {}

    /**
     * Sends a request and waits for the response, as {@link HttpClient#send} does:
     *
     * <pre>{@code
     * HttpRequest request = HttpRequest.newBuilder(uri).build();
     * HttpResponse<String> response = ContextHttp.send(context, client, request, BodyHandlers.ofString());
     * }</pre>
     *
     * <b>Failures:</b> a response that has arrived is returned, also if the context has ended. What fails after the end
     * or the deadline of the context, whatever the cause, fails as {@link Context#throwIfDue()} does, with the client's
     * failure suppressed. An {@link Error} passes as it is. Other failures are those of the client. If this thread is
     * interrupted, the exchange is cut.
     *
     * @param context the context
     * @param client the client
     * @param request the request
     * @param handler handles the body of the response
     * @param <T> the type of the body
     * @return the response
     * @throws IOException if the exchange fails
     * @throws InterruptedException if this thread is interrupted while it waits
     * @throws ContextException if the context has ended or its deadline has passed: before the request was sent, or
     *     before the exchange failed
     * @throws IllegalArgumentException if the client cannot send such a request
     * @throws NullPointerException if an argument is null
     */
    public static <T extends @Nullable Object> HttpResponse<T> send(
            Context context, HttpClient client, HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        requireNonNulls(context, client, request, handler);
        context.throwIfDue();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Exchange<T> exchange = Exchange.start(context, client, within(context, request), handler);
        try {
            return exchange.response().get();
        } catch (ExecutionException | CancellationException e) {
            Throwable failure = unwrapped(e);
            throwIfDue(context, exchange, failure);
            throw thrown(failure);
        } catch (Throwable e) { // an interrupt, or a pool that cannot compensate for this thread
            exchange.abandon();
            throw e;
        }
    }

    /**
     * Sends a request, as {@link HttpClient#sendAsync} does. The completer completes the future that is returned, in
     * every case. So stages that depend on the future run on the completer, and not on the thread that ends the
     * context. If the completer rejects, the thread that ends the context completes the future, or that of the client if
     * the response came first, and the error handler of the context's runtime gets the rejection.
     *
     * <p><b>Failures:</b> as of {@link #send}, in the future. Its {@code get}, {@code join} and {@code getNow} throw a
     * {@link ContextException} itself, on every JDK. If the context has ended before, the future has failed when this
     * method returns, and nothing was sent. If the completer never runs its task, the future stays incomplete, also
     * when the context ends; the exchange is cut all the same.
     *
     * <p><b>Cancelling the future</b>, or completing it exceptionally, for example by
     * {@link CompletableFuture#orTimeout}, cuts the exchange, and nothing stays registered at the context. Once the
     * future has completed, this has no effect: close the body then, if it streams.
     *
     * @param context the context
     * @param client the client
     * @param request the request
     * @param handler handles the body of the response
     * @param completer completes the future
     * @param <T> the type of the body
     * @return the future response
     * @throws IllegalArgumentException if the client cannot send such a request
     * @throws NullPointerException if an argument is null
     */
    @SuppressWarnings("FutureReturnValueIgnored") // Of whenComplete: the outcome is in the future that is returned.
    public static <T extends @Nullable Object> CompletableFuture<HttpResponse<T>> sendAsync(
            Context context, HttpClient client, HttpRequest request, BodyHandler<T> handler, Executor completer) {
        requireNonNulls(context, client, request, handler);
        requireNonNull(completer, "completer");
        BoundedFuture<HttpResponse<T>> future = new BoundedFuture<>();
        try {
            context.throwIfDue();
        } catch (ContextException e) {
            future.completeExceptionally(e);
            return future;
        }
        ContextRuntime runtime = context.runtime(); // of a foreign context, which may throw
        Exchange<T> exchange = Exchange.start(context, client, within(context, request), handler);
        exchange.response().whenComplete((response, failure) -> {
            Runnable completion = () -> complete(future, response, failure, exchange, context);
            Ends.handOver(completion, completer, runtime);
        });
        future.whenComplete((response, failure) -> {
            if (failure != null) {
                exchange.abandon();
            }
        });
        return future;
    }

    private static <T extends @Nullable Object> void complete(
            BoundedFuture<HttpResponse<T>> future,
            HttpResponse<T> response,
            @Nullable Throwable failure,
            Exchange<T> exchange,
            Context context) {
        if (failure != null) {
            future.completeExceptionally(shown(context, exchange, unwrapped(failure)));
        } else if (!future.complete(response) && !hasGot(future, response)) {
            exchange.abandon(); // Nobody gets the body.
        }
    }

    /** A completer that runs a task and then rejects it makes this thread run the task again. */
    private static <T> boolean hasGot(BoundedFuture<T> future, T response) {
        return !future.isCompletedExceptionally() && future.join() == response;
    }

    private static Throwable shown(Context context, Exchange<?> exchange, Throwable failure) {
        try {
            throwIfDue(context, exchange, failure);
            return failure;
        } catch (Throwable e) {
            return e;
        }
    }

    private static void requireNonNulls(
            Context context, HttpClient client, HttpRequest request, BodyHandler<?> handler) {
        requireNonNull(context, "context");
        requireNonNull(client, "client");
        requireNonNull(request, "request");
        requireNonNull(handler, "handler");
    }

    /** The request with the time left as its timeout, if that is shorter. */
    private static HttpRequest within(Context context, HttpRequest request) {
        if (!context.hasDeadline()) {
            return request;
        }
        Duration left = Duration.ofNanos(Math.max(1, context.remainingNanos()));
        boolean isShorter =
                request.timeout().map(own -> left.compareTo(own) < 0).orElse(true);
        return isShorter
                ? HttpRequest.newBuilder(request, (name, value) -> true)
                        .timeout(left)
                        .build()
                : request;
    }

    /** The client counts milliseconds, and may time out up to one before the deadline. */
    private static void throwIfDue(Context context, Exchange<?> exchange, Throwable failure) {
        long left = context.remainingNanos();
        if (failure instanceof HttpTimeoutException && left <= MILLI_NANOS) {
            long start = System.nanoTime();
            for (long passed = 0; passed < left; passed = System.nanoTime() - start) {
                LockSupport.parkNanos(left - passed);
            }
        }
        Ends.throwIfDue(context, failure);
        exchange.throwIfCut(failure);
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean isWrapper = failure instanceof ExecutionException || failure instanceof CompletionException;
        return isWrapper && cause != null ? cause : failure;
    }

    private static IOException thrown(Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException ofClient ? ofClient : new IOException(failure);
    }
}
