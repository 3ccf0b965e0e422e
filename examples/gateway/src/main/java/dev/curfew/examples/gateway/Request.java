package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a handler may know of an HTTP request. Valid while it is handled: its buffers go back afterwards. */
record Request(FullHttpRequest http, Target target, String path) {

    private static final AsciiString FORM = HttpHeaderValues.APPLICATION_X_WWW_FORM_URLENCODED;

    /**
     * Takes the target apart.
     *
     * @throws Refusal if it is not well-formed
     */
    static Request of(FullHttpRequest http) {
        Target target = Target.of(http.uri());
        return new Request(http, target, decoded("path", target.decoder()::path));
    }

    HttpMethod method() {
        return http.method();
    }

    /** The name that the client knows the gateway by: null if it is an old one that does not say. */
    @Nullable
    String host() {
        return target.host() == null ? header("Host") : target.host();
    }

    Parameters query() {
        return decoded("query", () -> new Parameters(target.decoder().parameters()));
    }

    Parameters form() {
        String body = http.content().toString(StandardCharsets.UTF_8);
        return decoded("form", () -> new Parameters(new QueryStringDecoder(body, false).parameters()));
    }

    /**
     * Lets only forms through, and what has no body. All else a page may send to any gateway without its browser asking
     * that gateway first.
     *
     * @throws Refusal if the body is something else
     */
    void checkContentType() {
        if (!SameOrigin.isUnsafe(this)) {
            return;
        }
        String type = header("Content-Type");
        boolean hasBody = type != null || http.content().isReadable();
        if (hasBody && !isForm(type)) {
            throw unsupported(
                    "Content-Type is " + (type == null ? "missing" : Refusal.shown(type)) + ": allowed is " + FORM);
        }
        String coding = header("Content-Encoding");
        if (coding != null) {
            throw unsupported("Content-Encoding is " + Refusal.shown(coding) + ": allowed is none");
        }
    }

    private static boolean isForm(@Nullable String type) {
        if (type == null || !FORM.contentEqualsIgnoreCase(HttpUtil.getMimeType(type))) {
            return false;
        }
        CharSequence charset = HttpUtil.getCharsetAsSequence(type);
        return charset == null || "utf-8".equalsIgnoreCase(charset.toString());
    }

    private static Refusal unsupported(String reason) {
        return new Refusal(HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE, reason);
    }

    /** A header that need not be there, but in the right form if it is. */
    @Nullable
    String header(String name, Pattern form, String whatFor) {
        String text = header(name);
        if (text != null && !form.matcher(text).matches()) {
            throw Refusal.badRequest(name + " is not allowed: " + Refusal.shown(text) + "; " + whatFor);
        }
        return text;
    }

    /**
     * A header that may be there once.
     *
     * @throws Refusal if it is there more often: whoever else reads it might read another one
     */
    @Nullable
    String header(String name) {
        List<String> all = http.headers().getAll(name);
        if (all.size() > 1) {
            throw Refusal.badRequest(name + " is given " + all.size() + " times");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    private interface Decoding<T> {
        T decode();
    }

    private static <T> T decoded(String what, Decoding<T> decoding) {
        try {
            return decoding.decode();
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(what + " is not well-formed: " + Refusal.shown(e.getMessage()));
        }
    }
}
