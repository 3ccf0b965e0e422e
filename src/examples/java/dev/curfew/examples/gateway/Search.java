package dev.curfew.examples.gateway;

import com.google.gson.stream.JsonWriter;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Registration;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One query to all sources at once. It is over when all have answered or its context has ended, whichever is first; then it
 * answers with what came, and ends its context, which cuts what is still being worked on.
 *
 * <p><b>Threads:</b> the event loop of its session.
 */
final class Search {

    private final CancelContext context;
    private final String query;
    private final Exchange exchange;
    private final Stats stats;
    private final List<SourceCall> calls = new ArrayList<>();
    private final long startNanos = System.nanoTime();
    private int unanswered;
    private boolean over;
    private @Nullable Registration ending;

    Search(CancelContext context, String query, Exchange exchange, Stats stats) {
        this.context = context;
        this.query = query;
        this.exchange = exchange;
        this.stats = stats;
    }

    void start(List<Source> sources, Contexts contexts) {
        Executor loop = exchange.session().mailbox();
        unanswered = sources.size();
        ending = context.onDone(this::finish, loop);
        for (Source source : sources) {
            SourceCall call = new SourceCall(context, this, source, contexts, loop);
            calls.add(call);
            call.start(query);
        }
    }

    boolean isOver() {
        return over;
    }

    /** One of the calls has its answer, or will never have one. */
    void settled() {
        if (--unanswered == 0) {
            finish();
        }
    }

    void hedged() {
        stats.hedged.increment();
    }

    /** All have answered, the deadline has passed, or the client has gone. */
    private void finish() {
        if (over) {
            return;
        }
        over = true;
        if (ending != null) {
            ending.stop();
        }
        boolean inTime = context.err() != Context.CANCELED;
        context.cancel();
        calls.forEach(SourceCall::finish);
        long tookNanos = System.nanoTime() - startNanos;
        if (inTime) {
            stats.search.record(tookNanos);
        }
        exchange.answer(answer(tookNanos));
    }

    private Response answer(long tookNanos) {
        long cut = calls.stream().filter(call -> call.answer() == null).count();
        stats.cut.add(cut);
        HttpResponseStatus status = cut < calls.size() ? HttpResponseStatus.OK : HttpResponseStatus.GATEWAY_TIMEOUT;
        return Response.json(status, out -> write(out, tookNanos));
    }

    private void write(JsonWriter out, long tookNanos) throws IOException {
        out.name("query").value(query);
        out.name("took_us").value(tookNanos / 1_000);
        out.name("results").beginObject();
        for (SourceCall call : calls) {
            if (call.answer() != null) {
                out.name(call.name()).value(call.answer());
            }
        }
        out.endObject();
        out.name("cut").beginArray();
        for (SourceCall call : calls) {
            if (call.answer() == null) {
                out.value(call.name());
            }
        }
        out.endArray();
        out.name("hedged").beginArray();
        for (SourceCall call : calls) {
            if (call.isHedged()) {
                out.value(call.name());
            }
        }
        out.endArray();
    }
}
