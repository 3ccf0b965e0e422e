package dev.curfew.examples.gateway;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpUtil;

/** Netty's aggregator, but what it would answer by itself goes through the session, in the order of the requests. */
final class RequestAggregator extends HttpObjectAggregator {

    private final Session session;

    RequestAggregator(Session session) {
        super(Limits.BODY);
        this.session = session;
    }

    @Override
    protected Object newContinueResponse(HttpMessage start, int maxContentLength, ChannelPipeline pipeline) {
        if (HttpUtil.is100ContinueExpected(start) && !isContentLengthInvalid(start, maxContentLength)) {
            session.continueExpected();
        }
        return null;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        session.bodyTooLong();
    }
}
