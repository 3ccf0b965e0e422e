package dev.curfew.examples.gateway;

import dev.curfew.Context;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.regex.Pattern;

/** {@code POST /orders}, which holds an order open, and {@code DELETE /orders/{id}}, which cancels it. */
final class OrdersHandler {

    static final String BELOW = "/orders/";

    private static final Pattern SYMBOL = Pattern.compile("[A-Z0-9.]{1,16}");
    private static final Pattern SIDE = Pattern.compile("buy|sell");
    private static final Pattern QUANTITY = Pattern.compile("[1-9][0-9]{0,8}");
    private static final Pattern PRICE = Pattern.compile("(?=.*[1-9])(0|[1-9][0-9]{0,8})(\\.[0-9]{1,6})?");
    private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final OrderBook book;
    private final MatchingAgent matching;
    private final Stats stats;

    OrdersHandler(OrderBook book, MatchingAgent matching, Stats stats) {
        this.book = book;
        this.matching = matching;
        this.stats = stats;
    }

    void post(Context context, Request request, Exchange exchange) {
        stats.orderRequests.increment();
        Parameters form = request.form();
        Order.Ticket ticket = new Order.Ticket(
                form.matching("symbol", SYMBOL, "up to 16 of A-Z 0-9 ., such as symbol=ACME"),
                form.matching("side", SIDE, "buy or sell"),
                Long.parseLong(form.matching("quantity", QUANTITY, "1 to 999999999, such as quantity=100")),
                form.matching("price", PRICE, "more than 0, up to 6 decimals, such as price=10.25"));
        long timeoutNanos = form.timeoutNanos();
        String name = request.header("X-Order-Id", ORDER_ID, "up to 64 of A-Z a-z 0-9 . _ -");
        String id = name == null ? book.nextNumber() : name;
        String user = context.value(Keys.USER);
        Order.Term term = Order.Term.from(context.runtime().clock().nanoTime(), timeoutNanos);
        Life life = exchange.session().lives().begin(term.deadlineNanos());
        enter(new Order(life, term, user, id, name == null, ticket, exchange, book, stats));
    }

    private void enter(Order order) {
        if (!book.add(order)) {
            drop(order.life());
            throw new Refusal(HttpResponseStatus.CONFLICT, "X-Order-Id " + order.id() + " names an order that is open");
        }
        if (!matching.offer(order)) {
            book.remove(order);
            drop(order.life());
            throw Refusal.unavailable("too many orders on their way to matching");
        }
        order.open();
    }

    private static void drop(Life life) {
        life.cancel();
        life.release();
    }

    void delete(Context context, Request request, Exchange exchange) {
        stats.deleteRequests.increment();
        String id = request.path().substring(BELOW.length());
        Order order = book.find(id);
        if (order == null) {
            throw notOpen(id);
        }
        if (!order.user().equals(context.value(Keys.USER))) {
            throw new Refusal(
                    HttpResponseStatus.FORBIDDEN, "order " + Refusal.shown(id) + " belongs to another X-User");
        }
        if (!order.life().cancel(Ended.CANCELLED)) {
            throw notOpen(id);
        }
        exchange.answer(Response.json(HttpResponseStatus.OK, out -> order.writeState(out, "cancelled")));
    }

    private static Refusal notOpen(String id) {
        return Refusal.notFound("order " + Refusal.shown(id) + " is not open");
    }
}
