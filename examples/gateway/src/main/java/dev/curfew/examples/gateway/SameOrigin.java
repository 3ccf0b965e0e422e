package dev.curfew.examples.gateway;

import dev.curfew.Context;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets only requests through that no foreign web page has its visitor's browser make: the handler behind costs
 * something, or does something. {@link Router} asks for the latter by itself, as a method says so.
 */
record SameOrigin(Handler handler) implements Handler {

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);
    private static final Pattern LOOPBACK = Pattern.compile("(?i)(localhost|127\\.0\\.0\\.1|\\[::1])(:[0-9]{1,5})?");
    private static final Pattern WELL_FORMED =
            Pattern.compile("([A-Za-z0-9._~!$&'()*+,;=%-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{0,5})?");
    private static final String SITE = "Sec-Fetch-Site";
    /** That of a user who has typed an address is "none". */
    private static final List<String> OURS = List.of("same-origin", "none");

    @Override
    public void handle(Context context, Request request, Exchange exchange) {
        check(request);
        handler.handle(context, request, exchange);
    }

    /** Whether the request changes something, by its method. */
    static boolean isUnsafe(Request request) {
        return !SAFE.contains(request.method());
    }

    /**
     * Lets no name through but this machine's: a page of another name, which that has resolved to 127.0.0.1 for its
     * visitors, is of the same origin to a browser.
     */
    static void checkHost(Request request) {
        String host = request.host();
        if (host != null && !LOOPBACK.matcher(host).matches()) {
            checkForm(host);
            throw forbidden("Host is " + Refusal.shown(host) + ": allowed are localhost, 127.0.0.1 and [::1]");
        }
    }

    /** Refuses what is no name, with or without a port, be it foreign or not. */
    static void checkForm(String host) {
        if (!WELL_FORMED.matcher(host).matches()) {
            throw Refusal.badRequest("Host is malformed: " + Refusal.shown(host) + "; allowed are a name and a port");
        }
    }

    /** Lets only requests through that come from the gateway's own page, or from no page. */
    static void check(Request request) {
        String origin = request.header("Origin");
        if (origin != null && !isOurs(origin, request.host())) {
            throw forbidden("Origin is " + Refusal.shown(origin) + ": allowed is only this gateway's own page");
        }
        String site = request.header(SITE);
        if (site != null && !OURS.contains(site)) { // images and the like come without an Origin
            throw forbidden(SITE + " is " + Refusal.shown(site) + ": allowed are " + String.join(" and ", OURS));
        }
    }

    private static boolean isOurs(String origin, @Nullable String host) {
        return host != null && origin.equalsIgnoreCase("http://" + host);
    }

    private static Refusal forbidden(String reason) {
        return new Refusal(HttpResponseStatus.FORBIDDEN, reason);
    }
}
