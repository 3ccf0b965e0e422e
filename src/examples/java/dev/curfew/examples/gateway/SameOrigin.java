package dev.curfew.examples.gateway;

import dev.curfew.Context;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only requests through that no foreign web page has its visitor's browser make: the handler behind does something, or
 * costs something. Foreign is an Origin that is not ours, and a Host that is not this machine, which is the page's own name
 * where it had that resolved to 127.0.0.1.
 */
record SameOrigin(Handler handler) implements Handler {

    private static final Pattern LOOPBACK = Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");

    @Override
    public void handle(Context context, Request request, Exchange exchange) {
        String host = request.header("Host");
        if (host != null && !LOOPBACK.matcher(host).matches()) {
            throw forbidden("Host is " + Refusal.shown(host) + ": allowed are localhost and 127.0.0.1");
        }
        String origin = request.header("Origin");
        if (origin != null && !isOurs(origin, host)) {
            throw forbidden("Origin is " + Refusal.shown(origin) + ": allowed is only this gateway's own page");
        }
        handler.handle(context, request, exchange);
    }

    private static boolean isOurs(String origin, @Nullable String host) {
        return host != null && origin.equalsIgnoreCase("http://" + host);
    }

    private static Refusal forbidden(String reason) {
        return new Refusal(HttpResponseStatus.FORBIDDEN, reason);
    }
}
