package dev.curfew.examples.gateway;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Lease;
import dev.curfew.Registration;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection and its context. When the client goes away, one call ends everything below: searches, calls to backends,
 * orders. The session is also who closes: it reads until the client has gone, so it never misses that.
 *
 * <p><b>Threads:</b> the connection's event loop. <b>States:</b> open → closing (no more requests are taken; those in flight
 * are answered, then the connection is closed) → gone.
 */
final class Session extends ChannelInboundHandlerAdapter {

    private final Services services;
    private final SocketChannel channel;
    private final Place place;
    private final String name;
    private final CancelContext context;
    private final Lives lives;
    private final ResponseOrder order = new ResponseOrder();
    /** Ends this session if nothing happens on its connection, but not while there is something to do. */
    private final Lease idleness;

    private boolean idle = true;
    private @Nullable Registration begun;
    private boolean continueExpected;
    private boolean closing;
    private boolean gone;
    private long requests;

    Session(Services services, SocketChannel channel, Place place, long number) {
        this.services = services;
        this.channel = channel;
        this.place = place;
        name = Long.toString(number, Character.MAX_RADIX);
        context = services.contexts().withCancel(place.root());
        lives = new Lives(services.options(), services.contexts(), context);
        idleness = services.contexts().withLease(context, services.options().idleNanos);
        // snippet: idleness
        idleness.onDone(() -> context.cancel(Ended.IDLE));
        // end
    }

    /** The event loop, for whoever has something to say from another thread. */
    Mailbox mailbox() {
        return place.mailbox();
    }

    Lives lives() {
        return lives;
    }

    boolean isClosing() {
        return closing;
    }

    // ---- the connection

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        services.stats().sessions.increment();
        context.onDone(this::ended, mailbox());
    }

    /** Cancel on disconnect. */
    @Override
    // snippet: client gone
    public void channelInactive(ChannelHandlerContext ctx) {
        // end
        services.stats().sessions.decrement();
        gone = true;
        closing = true;
        order.clear();
        // snippet: client gone
        context.cancel(Ended.CLIENT_GONE);
    }
    // end

    /** Whoever ended it, what is in flight below has ended too and answers; after that, the connection is closed. */
    private void ended() {
        if (!gone) {
            closing = true;
            if (order.isEmpty()) {
                channel.close();
            }
        }
    }

    /** Resets, and requests that were cut off in the middle, are the client's business. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException || cause instanceof PrematureChannelClosureException)) {
            services.errorHandler().onError(cause);
        }
        channel.close();
    }

    // ---- requests

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        FullHttpRequest request = (FullHttpRequest) msg;
        try {
            if (!closing) {
                accept(request);
            }
        } finally {
            request.release();
        }
    }

    private void accept(FullHttpRequest request) {
        completed();
        if (closing) {
            return;
        }
        if (!channel.isWritable()) {
            context.cancel(Ended.NOT_READING);
            channel.close();
            return;
        }
        Exchange exchange = Exchange.of(this, request, nextRequestId());
        closing = !exchange.keepAlive();
        if (order.size() == Limits.IN_FLIGHT) {
            answerLast(
                    exchange,
                    HttpResponseStatus.SERVICE_UNAVAILABLE,
                    "more than " + Limits.IN_FLIGHT + " requests in flight on one connection");
            return;
        }
        order.add(exchange);
        services.router().route(context, request, exchange);
    }

    private String nextRequestId() {
        return name + '-' + requests++;
    }

    private void answerLast(Exchange exchange, HttpResponseStatus status, String reason) {
        closing = true;
        order.add(exchange);
        exchange.answer(Response.error(status, reason));
    }

    /** Sends what is answered in the order of the requests. */
    void answered(HttpResponseStatus status) {
        if (gone) {
            return;
        }
        services.stats().answered(status);
        ChannelFuture last = null;
        for (Exchange next = order.pollAnswered(); next != null; next = order.pollAnswered()) {
            last = channel.write(next.toHttp(closing && order.isEmpty()));
        }
        if (last == null) { // those before have no answer yet
            return;
        }
        channel.flush();
        if (order.isEmpty()) {
            nothingInFlight(last);
        }
    }

    private void nothingInFlight(ChannelFuture last) {
        if (closing) {
            closeAfter(last);
        } else {
            sendContinue();
            watchIdleness();
        }
    }

    /** The client may still be sending: closed now, its kernel would drop the answer. So until it closes, or a while. */
    private void closeAfter(ChannelFuture last) {
        watchIdleness();
        stopBegun();
        if (context.isDone()) {
            last.addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Registration reading = closeIn(services.options().lastAnswerNanos);
        last.addListener(sent -> {
            reading.stop();
            channel.shutdownOutput();
            closeIn(services.options().lingerNanos);
        });
    }

    private Registration closeIn(long nanos) {
        return context.scheduleAfterNanos(nanos, channel::close, mailbox());
    }

    // ---- the beginnings of requests

    /** After each read: whether a request has begun that has not come to its end. Only that end stops its timer. */
    void afterRead(boolean partial) {
        if (partial) {
            watchBegun();
        }
        watchIdleness();
    }

    /** A whole request has come: what is left over begins another. */
    private void completed() {
        continueExpected = false;
        stopBegun();
        setIdle(false);
    }

    private void tooSlow() {
        begun = null;
        if (!closing) {
            answerLast(
                    Exchange.last(this, nextRequestId()),
                    HttpResponseStatus.REQUEST_TIMEOUT,
                    "request not complete" + " within " + Timeouts.text(services.options().requestNanos)
                            + " of its first byte");
        }
    }

    void bodyTooLong() {
        if (!closing) {
            answerLast(
                    Exchange.last(this, nextRequestId()),
                    HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                    "body longer than " + Limits.BODY + " bytes");
        }
    }

    /** An interim answer, too, waits for those to earlier requests, and does not follow the last. */
    void continueExpected() {
        if (closing) {
            return;
        }
        continueExpected = true;
        if (order.isEmpty()) {
            sendContinue();
        } else {
            stopBegun(); // it is the gateway that holds the body back
        }
    }

    private void sendContinue() {
        if (continueExpected) {
            continueExpected = false;
            channel.writeAndFlush(Exchange.interim());
            watchBegun();
        }
    }

    // ---- deadlines

    private void watchIdleness() {
        setIdle(order.isEmpty() && begun == null && !closing);
    }

    /** What comes when the time has passed comes too late: the session ends. */
    private void setIdle(boolean isIdle) {
        if (idle != isIdle) {
            idle = isIdle;
            // snippet: idleness
            boolean inTime = isIdle ? idleness.renew() : idleness.renewUntilNanos(Context.NO_DEADLINE);
            // end
            closing |= !inTime;
        }
    }

    private void watchBegun() {
        if (begun == null && !closing && !continueExpected) {
            // snippet: begun
            begun = context.scheduleAfterNanos(services.options().requestNanos, this::tooSlow, mailbox());
            // end
        }
    }

    private void stopBegun() {
        if (begun != null) {
            begun.stop();
            begun = null;
        }
    }
}
