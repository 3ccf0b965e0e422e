package dev.curfew.examples.gateway.load;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import org.jspecify.annotations.Nullable;

/** A client's connection, with one request under way at most. Its event loop's only. */
final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {

    private final Clients clients;
    private final boolean pooled;
    private @Nullable ChannelHandlerContext context;
    private @Nullable Operation asked;
    private long sent;
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
        sent = clients.now();
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
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        if (response.decoderResult().isFailure()) {
            exceptionCaught(context, response.decoderResult().cause());
            return;
        }
        Operation operation = asked;
        String answersTo = response.headers().get(Requests.REQUEST_ID);
        if (operation != null && operation.requestId().equals(answersTo)) {
            asked = null;
            clients.answered(this, operation, Answer.of(response), sent);
        } else {
            end = "answered with " + response.status().code() + " to " + answersTo + " instead";
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
