package dev.curfew.examples.gateway;

import com.google.gson.stream.JsonWriter;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;

/**
 * An order that is held open until the first of: acknowledged, cancelled, its deadline, its client gone. Who is first is
 * decided by its context, whose first end wins and whose cause says which it was; there is no other state to keep in step.
 *
 * <p><b>Threads:</b> anybody may end the context. {@code acknowledgeAtNanos} is the agent thread's, the rest is of the
 * session's event loop or does not change.
 */
final class Order {

    /** What was ordered. */
    record Ticket(String symbol, String side, long quantity, String price) {}

    private final String id;
    private final boolean numbered;
    private final Ticket ticket;
    private final CancelContext context;
    private final Exchange exchange;
    private final OrderBook book;
    private final Stats stats;
    private final long startNanos = System.nanoTime();
    private long acknowledgeAtNanos;

    Order(
            CancelContext context,
            String id,
            boolean numbered,
            Ticket ticket,
            Exchange exchange,
            OrderBook book,
            Stats stats) {
        this.id = id;
        this.numbered = numbered;
        this.ticket = ticket;
        this.context = context;
        this.exchange = exchange;
        this.book = book;
        this.stats = stats;
    }

    String id() {
        return id;
    }

    CancelContext context() {
        return context;
    }

    /** From now on the order's end, whoever brings it, is told to the client. */
    void open() {
        stats.orders.increment();
        context.onDone(this::ended, exchange.session().mailbox());
    }

    private void ended() {
        stats.orders.decrement();
        stats.order.record(System.nanoTime() - startNanos);
        book.remove(this);
        exchange.answer(outcome());
    }

    private Response outcome() {
        if (context.err() == Context.DEADLINE_EXCEEDED) {
            stats.expired.increment();
            return answer(HttpResponseStatus.GATEWAY_TIMEOUT, "expired");
        }
        if (context.cause() == Ended.ACKNOWLEDGED) {
            stats.acknowledged.increment();
            return answer(HttpResponseStatus.CREATED, "acknowledged");
        }
        if (context.cause() == Ended.CANCELLED) {
            stats.cancelled.increment();
            return answer(HttpResponseStatus.CONFLICT, "cancelled");
        }
        stats.disconnected.increment();
        return answer(HttpResponseStatus.SERVICE_UNAVAILABLE, "disconnected");
    }

    private Response answer(HttpResponseStatus status, String state) {
        return Response.json(status, out -> {
            writeState(out, state);
            out.name("symbol").value(ticket.symbol());
            out.name("side").value(ticket.side());
            out.name("quantity").value(ticket.quantity());
            out.name("price").jsonValue(ticket.price());
        });
    }

    void writeState(JsonWriter out, String state) throws IOException {
        out.name("id");
        if (numbered) {
            out.jsonValue(id);
        } else {
            out.value(id);
        }
        out.name("state").value(state);
    }

    // ---- the agent thread's

    void acknowledgeAt(long nanos) {
        acknowledgeAtNanos = nanos;
    }

    /**
     * Settles the order if its time has come, one way or the other.
     *
     * @return whether matching is through with it
     */
    boolean settle(long nowNanos) {
        if (context.expireIfDue(nowNanos)) {
            return true;
        }
        return acknowledgeAtNanos - nowNanos <= 0 && acknowledge();
    }

    /** If another end is first, nothing is acknowledged. */
    private boolean acknowledge() {
        context.cancel(Ended.ACKNOWLEDGED);
        return true;
    }
}
