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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One query to all sources at once. It is over when all have answered or its context has ended, whichever is first; then it
 * answers with what came, and ends its context, which cuts what is still being worked on.
 *
 * <p><b>Threads:</b> the event loop of its session.
 */
final class Search {

    private final CancelContext context;
    private final long startNanos;
    private final String query;
    private final Exchange exchange;
    private final Stats stats;
    private final List<SourceCall> calls = new ArrayList<>();
    private int unanswered;
    private boolean over;
    private @Nullable Registration ending;

    Search(CancelContext context, long startNanos, String query, Exchange exchange, Stats stats) {
        this.context = context;
        this.startNanos = startNanos;
        this.query = query;
        this.exchange = exchange;
        this.stats = stats;
    }

    void start(List<Source> sources, Contexts contexts) {
        Executor loop = exchange.session().mailbox();
        unanswered = sources.size();
        ending = context.onDone(this::finish, loop);
        for (Source source : sources) {
            SourceCall call = new SourceCall(context, this, source, query, contexts, loop);
            calls.add(call);
            call.start();
        }
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
        boolean shutDown = context.cause() == Ended.SHUTDOWN;
        context.cancel();
        calls.forEach(SourceCall::finish);
        long tookNanos = System.nanoTime() - startNanos;
        if (inTime) {
            stats.search.record(tookNanos);
        }
        exchange.answer(answer(tookNanos, shutDown));
    }

    private Response answer(long tookNanos, boolean shutDown) {
        stats.cut.add(count(SourceCall.Outcome.CUT));
        stats.failed.add(count(SourceCall.Outcome.FAILED) + count(SourceCall.Outcome.AWAY));
        return Response.json(status(shutDown), out -> write(out, tookNanos));
    }

    private HttpResponseStatus status(boolean shutDown) {
        if (count(SourceCall.Outcome.ANSWERED) > 0) {
            return HttpResponseStatus.OK;
        }
        if (shutDown || count(SourceCall.Outcome.AWAY) == calls.size()) {
            return HttpResponseStatus.SERVICE_UNAVAILABLE;
        }
        return count(SourceCall.Outcome.CUT) > 0 ? HttpResponseStatus.GATEWAY_TIMEOUT : HttpResponseStatus.BAD_GATEWAY;
    }

    private int count(SourceCall.Outcome outcome) {
        int count = 0;
        for (SourceCall call : calls) {
            count += call.outcome() == outcome ? 1 : 0;
        }
        return count;
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
        writeNames(out, "cut", call -> call.outcome() == SourceCall.Outcome.CUT);
        writeNames(
                out,
                "failed",
                call -> call.outcome() == SourceCall.Outcome.FAILED || call.outcome() == SourceCall.Outcome.AWAY);
        writeNames(out, "hedged", SourceCall::isHedged);
    }

    private void writeNames(JsonWriter out, String name, Predicate<SourceCall> which) throws IOException {
        out.name(name).beginArray();
        for (SourceCall call : calls) {
            if (which.test(call)) {
                out.value(call.name());
            }
        }
        out.endArray();
    }
}
