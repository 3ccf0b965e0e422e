package dev.curfew.examples.gateway.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class AnswerTest {

    @Test
    void aSearchIsPartialIfASourceIsMissingButNotAll() {
        assertEquals(
                new Answer(200, false),
                answer(200, "{\"results\":{\"quotes\":\"up\"},\"cut\":[],\"failed\":[],\"hedged\":[]}"));
        assertEquals(
                new Answer(200, true),
                answer(200, "{\"results\":{\"quotes\":\"up\"},\"cut\":[\"news\"],\"hedged\":[]}"));
        assertEquals(
                new Answer(200, true),
                answer(200, "{\"results\":{\"quotes\":\"up\"},\"cut\":[],\"failed\":[\"news\"],\"hedged\":[]}"));
        assertEquals(
                new Answer(504, false), answer(504, "{\"results\":{},\"cut\":[\"quotes\",\"news\"],\"hedged\":[]}"));
        assertEquals(new Answer(201, false), answer(201, "{\"id\":\"o1\"}"));
    }

    private static Answer answer(int status, String body) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(status),
                Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
        try {
            return Answer.of(response);
        } finally {
            response.release();
        }
    }
}
