package dev.curfew.examples.gateway;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import dev.curfew.Context;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;

/**
 * An order that is held open until the first of: acknowledged, cancelled, its deadline, its client gone, the gateway
 * shut down. Its life decides who is first: the first end wins, and its cause says which it was. There is no other
 * state to keep in step.
 *
 * <p><b>Threads:</b> anybody may end the life. {@code acknowledgeAtNanos} is the agent thread's, the rest is of the
 * session's event loop or does not change.
 */
final class Order {

    /** What was ordered. */
    record Ticket(String symbol, String side, long quantity, String price) {}

    /**
     * From when an order is open, and until when at most, on the clock of the runtime. One reading of the clock gives
     * both, so an order that expires was open for its whole timeout.
     */
    record Term(long startNanos, long deadlineNanos) {

        static Term from(long startNanos, long timeoutNanos) {
            return new Term(startNanos, startNanos + timeoutNanos);
        }
    }

    private final String id;
    private final boolean numbered;
    private final Ticket ticket;
    private final Life life;
    private final Term term;
    private final String user;
    private final Exchange exchange;
    private final OrderBook book;
    private final Stats stats;
    private long acknowledgeAtNanos;

    Order(
            Life life,
            Term term,
            String user,
            String id,
            boolean numbered,
            Ticket ticket,
            Exchange exchange,
            OrderBook book,
            Stats stats) {
        this.id = id;
        this.numbered = numbered;
        this.ticket = ticket;
        this.life = life;
        this.term = term;
        this.user = user;
        this.exchange = exchange;
        this.book = book;
        this.stats = stats;
    }

    String id() {
        return id;
    }

    Life life() {
        return life;
    }

    String user() {
        return user;
    }

    Term term() {
        return term;
    }

    /** For those who look. */
    JsonObject toJson(long nowNanos) {
        JsonObject json =
                EndedOrder.json(id, user(), ticket.symbol(), ticket.side(), ticket.quantity(), ticket.price());
        json.addProperty("age_ms", EndedOrder.millis(nowNanos - term.startNanos));
        json.addProperty("left_ms", EndedOrder.millis(Math.max(0, term.deadlineNanos - nowNanos)));
        return json;
    }

    /** From now on the order's end, whoever brings it, is told to the client. */
    void open() {
        stats.orders.increment();
        // snippet: mailbox
        life.onDone(this::ended, exchange.session().mailbox());
        // end
    }

    /** Counts the end before it lowers the number of open orders, so a reader who sees none open sees every end. */
    private void ended() {
        long now = System.nanoTime();
        long openNanos = now - term.startNanos;
        book.remove(this);
        End end = end();
        end.counter().increment();
        if (life.cause() == Ended.ACKNOWLEDGED) {
            stats.acknowledgement.record(openNanos);
        }
        book.remember(new EndedOrder(
                id,
                user(),
                ticket.symbol(),
                ticket.side(),
                ticket.quantity(),
                ticket.price(),
                end.state(),
                openNanos,
                now));
        life.release();
        stats.orders.decrement();
        exchange.answer(answer(end.status(), end.state()));
    }

    /** What its end is to those who count, to its client, and in words. */
    private record End(Counter counter, HttpResponseStatus status, String state) {}

    private End end() {
        if (life.err() == Context.DEADLINE_EXCEEDED) {
            return new End(stats.expired, HttpResponseStatus.GATEWAY_TIMEOUT, "expired");
        }
        if (life.cause() == Ended.ACKNOWLEDGED) {
            return new End(stats.acknowledged, HttpResponseStatus.CREATED, "acknowledged");
        }
        if (life.cause() == Ended.CANCELLED) {
            return new End(stats.cancelled, HttpResponseStatus.CONFLICT, "cancelled");
        }
        if (life.cause() == Ended.SHUTDOWN) {
            return new End(stats.shutDown, HttpResponseStatus.SERVICE_UNAVAILABLE, "shut down");
        }
        return new End(stats.disconnected, HttpResponseStatus.SERVICE_UNAVAILABLE, "disconnected");
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
    // snippet: settle
    boolean settle(long nowNanos) {
        if (life.expireIfDue(nowNanos)) {
            return true;
        }
        return acknowledgeAtNanos - nowNanos <= 0 && acknowledge();
    }
    // end

    /** If another end is first, nothing is acknowledged. An end without a cause is {@link Ended#ACKNOWLEDGED}. */
    private boolean acknowledge() {
        life.cancel();
        return true;
    }
}
