package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * An answer before its turn has come. Its body is on the heap, not in a buffer that is counted: one that is never sent,
 * because its client has gone, needs nobody to release it.
 */
record Response(
        HttpResponseStatus status,
        String contentType,
        byte[] body,
        @Nullable String allow) {

    private static final String JSON = "application/json";

    static Response json(HttpResponseStatus status, Json.Members members) {
        return json(status, Json.object(members));
    }

    static Response json(HttpResponseStatus status, byte[] body) {
        return new Response(status, JSON, body, null);
    }

    static Response error(HttpResponseStatus status, String reason) {
        return error(status, reason, null);
    }

    static Response error(HttpResponseStatus status, String reason, @Nullable String allow) {
        byte[] body = Json.object(out -> out.name("error").value(reason));
        return new Response(status, JSON, body, allow);
    }
}
