package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.curfew.Context;
import dev.curfew.Registration;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;

/**
 * {@code GET /stats}, {@code POST /stats/reset} and {@code GET /census}. They take milliseconds, so they have a thread of
 * their own, and the histograms they read are confined to it.
 */
final class Figures implements AutoCloseable {

    private static final int WAITING = 64;
    private static final Response SHUTTING_DOWN =
            Refusal.unavailable(Ended.SHUTDOWN.getMessage()).response();

    private final StatsReport report;
    private final ErrorHandler errorHandler;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), Figures::daemon);

    Figures(StatsReport report, ErrorHandler errorHandler) {
        this.report = report;
        this.errorHandler = errorHandler;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "gateway-figures");
        thread.setDaemon(true);
        return thread;
    }

    void stats(Context context, Request request, Exchange exchange) {
        answer(context, exchange, () -> json(report.toJson()));
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

    /** At the gateway's end at once, for others wait behind it in their pipeline: whoever is first has the answer. */
    private void answer(Context context, Exchange exchange, Supplier<Response> work) {
        Mailbox loop = exchange.session().mailbox();
        Registration ending = context.onDone(() -> exchange.answer(SHUTTING_DOWN), loop);
        try {
            thread.execute(() -> {
                if (!context.isDone()) {
                    Response response = attempt(work);
                    loop.execute(() -> {
                        ending.stop();
                        exchange.answer(response);
                    });
                }
            });
        } catch (RejectedExecutionException e) {
            ending.stop();
            throw Refusal.unavailable("too many are asking for figures");
        }
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
