package dev.curfew.examples.gateway;

import dev.curfew.Context;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/** Finds who serves a request, binds its id and user to its context, and turns failures into answers. */
final class Router {

    private static final Pattern REQUEST_ID = Pattern.compile("[!-~]{1,128}");
    static final Pattern USER = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    static final String USER_FORM = "up to 64 of A-Z a-z 0-9 . _ -";

    /** By path, then by method. A path that ends in a slash stands for what is below it. */
    private final Map<String, Map<HttpMethod, Handler>> routes;

    private final ErrorHandler errorHandler;

    Router(Map<String, Map<HttpMethod, Handler>> routes, ErrorHandler errorHandler) {
        this.routes = routes;
        this.errorHandler = errorHandler;
    }

    /** Any thread's failures end here, not in the pipeline: the other requests of the connection go on. */
    void route(Context session, FullHttpRequest http, Exchange exchange) {
        try {
            checkWellFormed(http);
            checkVersion(http.protocolVersion());
            Request request = Request.of(http);
            checkHost(request);
            if (SameOrigin.isUnsafe(request)) {
                SameOrigin.check(request);
            }
            Context context = bound(session, request, exchange);
            Handler handler = handler(request);
            request.checkContentType();
            handler.handle(context, request, exchange);
        } catch (Refusal refusal) {
            exchange.answer(refusal.response());
        } catch (RuntimeException e) {
            exchange.answer(failure(session, e));
        }
    }

    private Response failure(Context session, RuntimeException e) {
        if (session.isDone()) {
            return Refusal.unavailable(Ended.SHUTDOWN.getMessage()).response();
        }
        errorHandler.onError(e);
        return Response.error(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
    }

    private static void checkWellFormed(FullHttpRequest http) {
        Throwable failure = http.decoderResult().cause();
        if (failure == null) {
            return;
        }
        if (failure instanceof TooLongHttpLineException) {
            throw new Refusal(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG,
                    "request line longer than " + Limits.REQUEST_LINE + " bytes");
        }
        if (failure instanceof TooLongHttpHeaderException) {
            throw new Refusal(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "headers longer than " + Limits.HEADERS + " bytes");
        }
        throw Refusal.badRequest("malformed HTTP: " + Refusal.shown(failure.getMessage()));
    }

    private static void checkVersion(HttpVersion version) {
        if (version.majorVersion() != 1) {
            throw new Refusal(
                    HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                    "version is " + Refusal.shown(version.text()) + ": spoken is HTTP/1.1");
        }
    }

    private static void checkHost(Request request) {
        String host = request.header("Host");
        if (host == null && request.http().protocolVersion().minorVersion() > 0) {
            throw Refusal.badRequest("Host is missing");
        }
        if (host != null && request.target().host() != null) { // which counts, but this one is to be one, too
            SameOrigin.checkForm(host);
        }
        SameOrigin.checkHost(request);
    }

    private static Context bound(Context session, Request request, Exchange exchange) {
        String id = request.header("X-Request-Id", REQUEST_ID, "up to 128 visible characters of ASCII");
        if (id != null) {
            exchange.requestId(id);
        }
        Context context = session.withValue(Keys.REQUEST_ID, exchange.requestId());
        String user = request.header("X-User", USER, USER_FORM);
        return user == null ? context : context.withValue(Keys.USER, user);
    }

    private Handler handler(Request request) {
        Map<HttpMethod, Handler> methods = methods(request.path());
        if (methods == null) {
            throw Refusal.notFound("nothing at " + Refusal.shown(request.path()));
        }
        HttpMethod method = HttpMethod.HEAD.equals(request.method()) ? HttpMethod.GET : request.method();
        Handler handler = methods.get(method);
        if (handler == null) {
            throw Refusal.methodNotAllowed(Refusal.shown(request.path()), allowed(methods.keySet()));
        }
        return handler;
    }

    private @Nullable Map<HttpMethod, Handler> methods(String path) {
        Map<HttpMethod, Handler> exactly = routes.get(path);
        if (exactly != null) {
            return exactly;
        }
        int slash = path.indexOf('/', 1);
        boolean below = slash > 0 && slash < path.length() - 1;
        return below ? routes.get(path.substring(0, slash + 1)) : null;
    }

    private static String allowed(Set<HttpMethod> methods) {
        Set<String> names = new TreeSet<>();
        methods.forEach(method -> names.add(method.name()));
        if (methods.contains(HttpMethod.GET)) {
            names.add(HttpMethod.HEAD.name());
        }
        return String.join(", ", names);
    }
}
