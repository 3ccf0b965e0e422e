package dev.curfew.examples.gateway;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.ErrorHandler;

/**
 * Says when the gateway cannot accept connections, as it is out of descriptors, and when it can again: a line each, not
 * one per attempt. Netty's acceptor, which is before this handler, tries again after a second.
 *
 * <p><b>Threads:</b> failures come on the loop of the listening socket, connections on any.
 */
@Sharable
final class Acceptance extends ChannelInboundHandlerAdapter {

    private final AtomicBoolean failing = new AtomicBoolean();
    private final ErrorHandler errorHandler;

    Acceptance(ErrorHandler errorHandler) {
        this.errorHandler = errorHandler;
    }

    boolean isFailing() {
        return failing.get();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            errorHandler.onError(cause);
        } else if (failing.compareAndSet(false, true)) {
            Logs.warn("connections cannot be accepted: " + cause.getMessage());
        }
    }

    void accepted() {
        if (failing.get() && failing.compareAndSet(true, false)) {
            Logs.warn("connections are accepted again");
        }
    }
}
