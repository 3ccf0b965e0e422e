package dev.curfew.examples.gateway.load;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;

/** A client that asks and goes away, in the middle of a search or with orders open. Its event loop's only. */
final class VanishingClient extends SimpleChannelInboundHandler<FullHttpResponse> {

    private final Operation operation;
    private final Clients clients;
    private final Outcomes outcomes;
    private long sent;
    private boolean gone;

    VanishingClient(Operation operation, Clients clients, Outcomes outcomes) {
        this.operation = operation;
        this.clients = clients;
        this.outcomes = outcomes;
    }

    /** Every other one says goodbye (FIN), the rest does not (RST). */
    void vanish(Channel channel) {
        gone = true;
        if (operation.number() % 2 == 0) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (ChannelException e) {
                // It could not be made, which is an error already.
            }
        }
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        sent = clients.now();
        if (operation.kind() == Kind.VANISHING_SEARCH) {
            context.writeAndFlush(Requests.search(operation));
        } else {
            context.write(Requests.order(operation, "a"));
            context.writeAndFlush(Requests.order(operation, "b"));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        outcomes.check(operation, response.status().code(), clients.now() - sent);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!gone) {
            outcomes.error(operation.kind() + " closed by the gateway");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!gone) {
            outcomes.error(operation.kind() + " " + cause);
        }
        context.close();
    }
}
