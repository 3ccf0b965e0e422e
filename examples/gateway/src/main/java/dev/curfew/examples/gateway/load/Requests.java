package dev.curfew.examples.gateway.load;

import static io.netty.handler.codec.http.HttpVersion.HTTP_1_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Operations as the gateway wants them. */
final class Requests {

    static final AsciiString REQUEST_ID = AsciiString.cached("x-request-id");

    private static final AsciiString ORDER_ID = AsciiString.cached("x-order-id");
    private static final AsciiString USER = AsciiString.cached("x-user");
    private static final AsciiString HOST = AsciiString.cached("127.0.0.1");
    private static final List<String> SYMBOLS = List.of("ACME", "GLOBEX", "INITECH", "HOOLI", "UMBRELLA");
    private static final int LARGEST_QUANTITY = 500;

    private Requests() {}

    static FullHttpRequest of(Operation operation) {
        return switch (operation.kind()) {
            case ORDER, ORDER_IN_A_HURRY, ORDER_TO_CANCEL -> order(operation, "");
            case CANCEL ->
                request(operation, HttpMethod.DELETE, "/orders/" + operation.orderId(), Unpooled.EMPTY_BUFFER);
            default -> search(operation);
        };
    }

    static FullHttpRequest search(Operation operation) {
        String path = "/search?q=" + symbol(operation) + "&timeout=" + operation.timeoutMillis() + "ms";
        return request(operation, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
    }

    /** @param suffix tells several orders of an operation apart */
    static FullHttpRequest order(Operation operation, String suffix) {
        String form = "symbol=" + symbol(operation)
                + "&side=" + (operation.number() % 2 == 0 ? "buy" : "sell")
                + "&quantity=" + (1 + operation.number() % LARGEST_QUANTITY)
                + "&price=10.25&timeout=" + operation.timeoutMillis() + "ms";
        ByteBuf body = Unpooled.copiedBuffer(form, StandardCharsets.US_ASCII);
        FullHttpRequest request = request(operation, HttpMethod.POST, "/orders", body);
        request.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_X_WWW_FORM_URLENCODED)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(ORDER_ID, operation.orderId() + suffix);
        return request;
    }

    private static FullHttpRequest request(Operation operation, HttpMethod method, String path, ByteBuf body) {
        FullHttpRequest request = new DefaultFullHttpRequest(HTTP_1_1, method, path, body);
        request.headers()
                .set(HttpHeaderNames.HOST, HOST)
                .set(REQUEST_ID, operation.requestId())
                .set(USER, operation.user());
        return request;
    }

    private static String symbol(Operation operation) {
        return SYMBOLS.get((int) (operation.number() % SYMBOLS.size()));
    }
}
