package dev.curfew.examples.gateway.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import java.nio.charset.StandardCharsets;

/**
 * What the gateway has answered.
 *
 * @param partial if it is to a search of which some source was cut or failed, but not all
 */
record Answer(int status, boolean partial) {

    private static final int OK = 200;
    private static final ByteBuf CUT = text("\"cut\":[");
    private static final ByteBuf CUT_NONE = text("\"cut\":[]");
    private static final ByteBuf FAILED_NONE = text("\"failed\":[]");

    static Answer of(FullHttpResponse response) {
        int status = response.status().code();
        boolean partial =
                status == OK && has(response, CUT) && !(has(response, CUT_NONE) && has(response, FAILED_NONE));
        return new Answer(status, partial);
    }

    private static boolean has(FullHttpResponse response, ByteBuf text) {
        return ByteBufUtil.indexOf(text, response.content()) >= 0;
    }

    private static ByteBuf text(String text) {
        return Unpooled.unreleasableBuffer(
                Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII).asReadOnly());
    }
}
