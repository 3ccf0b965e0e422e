package dev.curfew.examples.gateway.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** A client's connection, with one request under way at most. Its event loop's only. */
final class Connection extends SimpleChannelInboundHandler<HttpObject> {

    private final Clients clients;
    private final boolean pooled;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Operation asked;
    private int status;
    private @Nullable String answersTo;
    private String end = "closed by the gateway";
    private boolean closed;

    Connection(Clients clients, boolean pooled) {
        this.clients = clients;
        this.pooled = pooled;
    }

    boolean isPooled() {
        return pooled;
    }

    /** Once connected, and not before the last answer has come. */
    void ask(Operation operation) {
        asked = operation;
        context.writeAndFlush(Requests.of(operation));
    }

    /** Not before the answer has come. */
    void close() {
        closed = true;
        context.close();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure()) {
            exceptionCaught(context, message.decoderResult().cause());
            return;
        }
        if (message instanceof HttpResponse response) {
            status = response.status().code();
            answersTo = response.headers().get(Requests.REQUEST_ID);
        }
        if (message instanceof LastHttpContent) {
            answered();
        }
    }

    private void answered() {
        Operation operation = asked;
        if (operation != null && operation.requestId().equals(answersTo)) {
            asked = null;
            clients.answered(this, operation, status);
        } else {
            end = "answered with " + status + " to " + answersTo + " instead";
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closed) {
            clients.lost(this, asked, end);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end = cause.toString();
        context.close();
    }
}
