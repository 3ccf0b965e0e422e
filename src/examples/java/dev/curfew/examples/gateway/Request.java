package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a handler may know of an HTTP request. Valid while it is handled: its buffers go back afterwards. */
record Request(FullHttpRequest http, String path) {

    /**
     * Takes the path out of the request.
     *
     * @throws Refusal if it is not well-formed
     */
    static Request of(FullHttpRequest http) {
        return new Request(http, decoded("path", () -> new QueryStringDecoder(http.uri()).path()));
    }

    HttpMethod method() {
        return http.method();
    }

    Parameters query() {
        return decoded("query", () -> new Parameters(new QueryStringDecoder(http.uri()).parameters()));
    }

    Parameters form() {
        String body = http.content().toString(StandardCharsets.UTF_8);
        return decoded("form", () -> new Parameters(new QueryStringDecoder(body, false).parameters()));
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
