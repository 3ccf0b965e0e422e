package dev.curfew.examples.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.util.ReferenceCountUtil;

/** Netty's decoder, which tells the session after each read whether the beginning of a request is left over. */
final class RequestDecoder extends HttpRequestDecoder {

    private final Session session;

    RequestDecoder(Session session) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Limits.REQUEST_LINE)
                .setMaxHeaderSize(Limits.HEADERS)
                .setMaxChunkSize(Limits.BODY));
        this.session = session;
    }

    /** Once the last answer is decided on, what a client sends is read and dropped: not reading would reset it. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        if (session.isClosing()) {
            ReferenceCountUtil.release(msg);
            return;
        }
        super.channelRead(ctx, msg);
        session.afterRead(actualReadableBytes() > 0);
    }
}
