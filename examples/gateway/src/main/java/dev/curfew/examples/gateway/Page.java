package dev.curfew.examples.gateway;

import dev.curfew.Context;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A file of the class path, read once: the live page, its style, its script, and the one that draws. Nothing is fetched
 * from elsewhere.
 */
final class Page implements Handler {

    private final Response response;

    private Page(Response response) {
        this.response = response;
    }

    static Page html(String resource) {
        return new Page(read(resource, "text/html; charset=utf-8"));
    }

    static Page style(String resource) {
        return new Page(read(resource, "text/css; charset=utf-8"));
    }

    static Page script(String resource) {
        return new Page(read(resource, "text/javascript; charset=utf-8"));
    }

    private static Response read(String resource, String contentType) {
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            return in == null
                    ? Response.error(HttpResponseStatus.NOT_FOUND, resource + " is not on the class path")
                    : new Response(HttpResponseStatus.OK, contentType, in.readAllBytes(), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handle(Context context, Request request, Exchange exchange) {
        exchange.answer(response);
    }
}
