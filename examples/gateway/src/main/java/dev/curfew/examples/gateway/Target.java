package dev.curfew.examples.gateway;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request line asks for: a path with its query, or, as clients write to a proxy, a whole address.
 *
 * @param host with its port if it has one; null if the line says nothing of it
 */
record Target(@Nullable String host, String pathAndQuery) {

    private static final String SCHEME = "http://";

    /**
     * Takes it apart, and decodes nothing.
     *
     * @throws Refusal if it is of another form
     */
    static Target of(String text) {
        if (text.startsWith("/")) {
            return new Target(null, text);
        }
        if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw Refusal.badRequest(
                    "request target is " + Refusal.shown(text) + ": allowed are /path and http://host/path");
        }
        int end = SCHEME.length();
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String rest = text.substring(end);
        return new Target(text.substring(SCHEME.length(), end), rest.startsWith("/") ? rest : '/' + rest);
    }

    QueryStringDecoder decoder() {
        return new QueryStringDecoder(pathAndQuery);
    }
}
