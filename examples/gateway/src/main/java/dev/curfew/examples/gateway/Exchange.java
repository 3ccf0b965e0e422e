package dev.curfew.examples.gateway;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** One request and its one answer. Confined to the session's event loop. */
final class Exchange {

    static final String REQUEST_ID_HEADER = "x-request-id";
    private static final String CONTENT_TYPE_OPTIONS_HEADER = "x-content-type-options";

    /** All that a page loads comes from here, script and style are no part of it, and no other page shows it. */
    private static final String ONLY_FROM_HERE =
            "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Session session;
    /** One that closes unless told otherwise. */
    private final boolean oldClient;

    private final boolean withoutBody;
    private final boolean keepAlive;
    private String requestId;
    private @Nullable Response response;

    private Exchange(Session session, boolean oldClient, boolean withoutBody, boolean keepAlive, String requestId) {
        this.session = session;
        this.oldClient = oldClient;
        this.withoutBody = withoutBody;
        this.keepAlive = keepAlive;
        this.requestId = requestId;
    }

    static Exchange of(Session session, FullHttpRequest request, String madeRequestId) {
        boolean understood = request.decoderResult().isSuccess()
                && request.protocolVersion().majorVersion() == 1; // behind a preface of HTTP/2 comes no request
        return new Exchange(
                session,
                !request.protocolVersion().isKeepAliveDefault(),
                HttpMethod.HEAD.equals(request.method()),
                understood && HttpUtil.isKeepAlive(request),
                madeRequestId);
    }

    /** For what has not become a request, and never will. */
    static Exchange last(Session session, String madeRequestId) {
        return new Exchange(session, false, false, false, madeRequestId);
    }

    Session session() {
        return session;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** The client's own name for the request, to be echoed in place of the made one. */
    void requestId(String id) {
        requestId = id;
    }

    String requestId() {
        return requestId;
    }

    /** Answers when the answers before it have gone. Once; a client that has gone needs none. */
    void answer(Response answer) {
        if (response == null) {
            response = answer;
            session.answered(answer.status());
        }
    }

    boolean isAnswered() {
        return response != null;
    }

    /** "100 Continue": no answer yet, but the client shall send the body. */
    static FullHttpResponse interim() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
    }

    FullHttpResponse toHttp(boolean closing) {
        Response answer = requireNonNull(response);
        ByteBuf content = withoutBody ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
        FullHttpResponse http = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), content);
        HttpHeaders headers = http.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, ONLY_FROM_HERE);
        headers.set(CONTENT_TYPE_OPTIONS_HEADER, "nosniff");
        headers.set(REQUEST_ID_HEADER, requestId);
        if (answer.allow() != null) {
            headers.set(HttpHeaderNames.ALLOW, answer.allow());
        }
        if (closing || !keepAlive) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (oldClient) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return http;
    }
}
