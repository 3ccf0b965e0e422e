package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** A request that is not served, and what its client is told: always which parameter is wrong, and what would be right. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 60;

    private final int status;
    private final @Nullable String allow;

    private Refusal(HttpResponseStatus status, String reason, @Nullable String allow) {
        super(reason, null, false, false);
        this.status = status.code();
        this.allow = allow;
    }

    Refusal(HttpResponseStatus status, String reason) {
        this(status, reason, null);
    }

    static Refusal badRequest(String reason) {
        return new Refusal(HttpResponseStatus.BAD_REQUEST, reason);
    }

    static Refusal notFound(String reason) {
        return new Refusal(HttpResponseStatus.NOT_FOUND, reason);
    }

    static Refusal methodNotAllowed(String path, String allow) {
        return new Refusal(HttpResponseStatus.METHOD_NOT_ALLOWED, path + " allows only " + allow, allow);
    }

    static Refusal unavailable(String reason) {
        return new Refusal(HttpResponseStatus.SERVICE_UNAVAILABLE, reason);
    }

    /** What a client sent, as it may be shown to it: not at any length. */
    static String shown(@Nullable String input) {
        String text = String.valueOf(input);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    Response response() {
        return Response.error(HttpResponseStatus.valueOf(status), getMessage(), allow);
    }
}
