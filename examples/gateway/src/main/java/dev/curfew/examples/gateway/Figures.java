package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.curfew.Context;
import dev.curfew.concurrent.ContextFutures;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;

/**
 * {@code GET /stats}, {@code POST /stats/reset}, {@code GET /orders} and {@code GET /census}. They take milliseconds,
 * so they have a thread of their own, and the histograms they read are confined to it.
 */
final class Figures implements AutoCloseable {

    private static final int WAITING = 64;
    private static final int PROBE_MILLIS = 100;
    private static final Response SHUTTING_DOWN =
            Refusal.unavailable(Ended.SHUTDOWN.getMessage()).response();

    private final StatsReport report;
    private final ErrorHandler errorHandler;
    private final OrderBook book;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, Figures::daemon);
    /** Those that ask and wait for the thread. */
    private final AtomicInteger waiting = new AtomicInteger();

    Figures(StatsReport report, OrderBook book, ErrorHandler errorHandler) {
        this.report = report;
        this.book = book;
        this.errorHandler = errorHandler;
        thread.scheduleWithFixedDelay(() -> attempt(report::probe), PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(() -> attempt(report::nextSecond), 1, 1, TimeUnit.SECONDS);
    }

    /** One that throws would be the last. */
    private void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            errorHandler.onError(e);
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "gateway-figures");
        thread.setDaemon(true);
        return thread;
    }

    void stats(Context context, Request request, Exchange exchange) {
        answer(context, exchange, () -> json(report.toJson()));
    }

    /** {@code GET /orders?user=…}: what is open, and how the last ones ended. */
    void orders(Context context, Request request, Exchange exchange) {
        String user = request.query().optional("user", Router.USER, Router.USER_FORM);
        answer(context, exchange, () -> json(book.toJson(user)));
    }

    void reset(Context context, Request request, Exchange exchange) {
        answer(context, exchange, () -> {
            report.reset();
            return json(new JsonObject());
        });
    }

    void census(Context context, Request request, Exchange exchange) {
        answer(context, exchange, () -> Response.json(HttpResponseStatus.OK, out -> write(HeapCensus.take(), out)));
    }

    private static void write(Map<String, Long> census, JsonWriter out) throws IOException {
        for (Map.Entry<String, Long> type : census.entrySet()) {
            out.name(type.getKey()).value(type.getValue());
        }
    }

    /** At the gateway's end at once, for others wait behind it in their pipeline. */
    private void answer(Context context, Exchange exchange, Supplier<Response> work) {
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            throw Refusal.unavailable("too many are asking for figures");
        }
        CompletableFuture<Response> figures = CompletableFuture.supplyAsync(
                () -> {
                    waiting.decrementAndGet();
                    return context.isDone() ? SHUTTING_DOWN : attempt(work);
                },
                thread);
        Mailbox loop = exchange.session().mailbox();
        ContextFutures.bounded(context, figures, loop)
                .exceptionally(ended -> SHUTTING_DOWN)
                .thenAcceptAsync(exchange::answer, loop);
    }

    private Response attempt(Supplier<Response> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            errorHandler.onError(e);
            return Response.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
        }
    }

    private static Response json(JsonObject json) {
        return Response.json(HttpResponseStatus.OK, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        thread.shutdownNow();
        report.close();
    }
}
