package dev.curfew.examples.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Netty's decoder, which tells the session after each read whether a request has begun and not come to its end. What is left
 * unread would not tell: the decoder consumes each line, and each piece of a body, as soon as it is there.
 */
final class RequestDecoder extends HttpRequestDecoder {

    /** Goes on over what the decoder skips before a request. */
    private static final ByteProcessor SKIPPED = b -> b == ' ' || Character.isISOControl(b & 0xff);

    private final Session session;
    /** Bytes have come since the last complete request that are not mere line ends between two. */
    private boolean begun;

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
        session.afterRead(begun);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        if (!out.isEmpty() && out.get(out.size() - 1) instanceof LastHttpContent) {
            begun = false;
        } else if (!begun) {
            begun = in.forEachByte(from, in.writerIndex() - from, SKIPPED) >= 0;
        }
    }
}
