package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.delete;
import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What well-formed HTTP asks for and cannot have: a 4xx with a reason that names the parameter; the connection stays.
 */
@ExtendWith(Leaks.class)
class BadParameterTest {

    private static final String GOOD = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=2s";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(Setup.LOCK_FREE.options(), new ScriptedBackends());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** A request and what comes of it. */
    record Case(String request, int status, String reason) {
        @Override
        public String toString() {
            return request.lines().findFirst().orElse("") + " "
                    + request.lines().reduce("", (a, b) -> b) + ": " + reason;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(queries(), methods(), orders(), headers()).flatMap(List::stream);
    }

    private static List<Case> queries() {
        return List.of(
                new Case(get("/search?timeout=50ms"), 400, "q is missing"),
                new Case(get("/search?q=&timeout=50ms"), 400, "q has 0 characters"),
                new Case(get("/search?q=" + "a".repeat(201) + "&timeout=50ms"), 400, "q has 201 characters"),
                new Case(get("/search?q=a&q=b&timeout=50ms"), 400, "q is given 2 times"),
                new Case(get("/search?q=%zz&timeout=50ms"), 400, "query is not well-formed"),
                new Case(get("/search?q=a"), 400, "timeout is missing: say how long you are ready to wait"),
                new Case(get("/search?q=a&timeout=1s&timeout=2s"), 400, "timeout is given 2 times"),
                new Case(get("/sea%zzrch"), 400, "path is not well-formed"),
                new Case(get("/nothing"), 404, "nothing at /nothing"),
                new Case(get("/search/more?q=a&timeout=50ms"), 404, "nothing at /search/more"));
    }

    private static List<Case> methods() {
        return List.of(
                new Case(post("/search?q=a&timeout=50ms", ""), 405, "/search allows only GET, HEAD"),
                new Case(delete("/orders"), 405, "/orders allows only GET, HEAD, POST"),
                new Case(get("/orders/1"), 405, "/orders/1 allows only DELETE"),
                new Case(get("/stats/reset"), 405, "/stats/reset allows only POST"),
                new Case(post("/stats", ""), 405, "/stats allows only GET"),
                new Case(delete("/"), 405, "/ allows only GET"),
                new Case("BREW /search HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "/search allows only GET, HEAD"),
                new Case(delete("/orders/"), 404, "is not open"),
                new Case(delete("/orders/17"), 404, "order 17 is not open"),
                new Case(delete("/orders/a/b"), 404, "order a/b is not open"));
    }

    private static List<Case> orders() {
        return List.of(
                without("symbol=ACME", "symbol is missing"),
                with("symbol=ACME", "symbol=acme", "symbol is not allowed: acme"),
                with("symbol=ACME", "symbol=", "symbol is not allowed"),
                with("symbol=ACME", "symbol=" + "A".repeat(17), "symbol is not allowed"),
                without("side=buy", "side is missing"),
                with("side=buy", "side=hold", "side is not allowed: hold"),
                without("quantity=100", "quantity is missing"),
                with("quantity=100", "quantity=0", "quantity is not allowed: 0"),
                with("quantity=100", "quantity=-1", "quantity is not allowed: -1"),
                with("quantity=100", "quantity=1.5", "quantity is not allowed: 1.5"),
                with("quantity=100", "quantity=1000000000", "quantity is not allowed"),
                without("price=10.25", "price is missing"),
                with("price=10.25", "price=0", "price is not allowed: 0"),
                with("price=10.25", "price=0.00", "price is not allowed: 0.00"),
                with("price=10.25", "price=-1", "price is not allowed: -1"),
                with("price=10.25", "price=1e5", "price is not allowed: 1e5"),
                with("price=10.25", "price=1.1234567", "price is not allowed"),
                with("price=10.25", "price=NaN", "price is not allowed: NaN"),
                without("timeout=2s", "timeout is missing"),
                with("timeout=2s", "timeout=-2s", "timeout is negative"),
                new Case(post("/orders", "symbol=%zz"), 400, "form is not well-formed"),
                new Case(post("/orders", ""), 400, "symbol is missing"));
    }

    private static List<Case> headers() {
        return List.of(
                new Case(post("/orders", GOOD, "X-Order-Id: a b"), 400, "X-Order-Id is not allowed"),
                new Case(post("/orders", GOOD, "X-Order-Id: " + "a".repeat(65)), 400, "X-Order-Id is not allowed"),
                new Case(post("/orders", GOOD, "X-User: a/b"), 400, "X-User is not allowed"),
                new Case(post("/orders", GOOD, "X-User: ada", "X-User: bob"), 400, "X-User is given 2 times"),
                new Case(get("/stats", "X-Request-Id: a", "X-Request-Id: a"), 400, "X-Request-Id is given 2 times"),
                new Case("GET /stats HTTP/1.1\r\n\r\n", 400, "Host is missing"),
                new Case(get("/stats", "Host: other"), 400, "Host is given 2 times"),
                new Case("GET /stats HTTP/1.1\r\nHost:\r\n\r\n", 400, "Host is malformed: ;"),
                new Case("GET /stats HTTP/1.1\r\nHost: local host\r\n\r\n", 400, "Host is malformed: local host"),
                new Case("GET /stats HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400, "Host is malformed: localhost/x"),
                new Case("GET /stats HTTP/1.1\r\nHost: a@localhost\r\n\r\n", 400, "Host is malformed: a@localhost"),
                new Case("GET /stats HTTP/1.1\r\nHost: localhost:http\r\n\r\n", 400, "Host is malformed"),
                new Case("GET /stats HTTP/1.1\r\nHost: localhost:808080\r\n\r\n", 400, "Host is malformed"),
                new Case("GET /stats HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, "Host is malformed: [::1"),
                new Case("GET /stats HTTP/1.1\r\nHost: http://localhost\r\n\r\n", 400, "Host is malformed"),
                new Case("GET http://localhost/stats HTTP/1.1\r\n\r\n", 400, "Host is missing"),
                new Case(get("http://local host/stats".replace(' ', '"')), 400, "Host is malformed: local\"host"),
                new Case(get("http:///stats"), 400, "Host is malformed"),
                new Case(get("http://evil.example/stats"), 403, "Host is evil.example"),
                new Case("GET http://localhost/stats HTTP/1.1\r\nHost: /\r\n\r\n", 400, "Host is malformed: /"),
                new Case(get("https://localhost/stats"), 400, "request target is https://localhost/stats"),
                new Case(get("stats"), 400, "request target is stats"),
                new Case(get("*"), 400, "request target is *"),
                new Case(
                        "CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        400,
                        "request target is localhost:80"),
                new Case(get("/stats", "X-Request-Id: " + "r".repeat(129)), 400, "X-Request-Id is not allowed"));
    }

    private static Case without(String parameter, String reason) {
        return with(parameter, "other=x", reason);
    }

    private static Case with(String parameter, String other, String reason) {
        return new Case(post("/orders", GOOD.replace(parameter, other)), 400, reason);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefused(Case bad) throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask(bad.request());
            assertEquals(bad.status(), reply.status());
            assertTrue(reply.error().contains(bad.reason()), reply.error());
            assertEquals("application/json", reply.headers().get("content-type"));
            assertEquals(200, client.ask(get("/stats")).status(), "the connection is as good as before");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "50",
                "ms",
                "50m",
                "5%20ms",
                "0ms",
                "0s",
                "000ns",
                "-0s",
                "-5ms",
                "61s",
                "60001ms",
                "60000000001ns",
                "99999999999999999999s",
                "9223372036854775807s",
                "1e3ms",
                "0x5ms",
                "%D9%A3ms",
                "50ms50ms",
                "+5ms",
                "5MS",
                "50ms%00",
                "1.5s",
                "9999999999999999999999999999999999999999999s"
            })
    void noTimeout(String timeout) throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask(get("/search?q=a&timeout=" + timeout));
            assertEquals(400, reply.status());
            assertTrue(reply.error().startsWith("timeout is "), reply.error());
        }
    }

    @Test
    void methodNotAllowedSaysWhichAre() throws Exception {
        try (RawClient client = gateway.connect()) {
            assertEquals("DELETE", client.ask(get("/orders/1")).headers().get("allow"));
        }
    }

    /** Only the beginning of what was sent is shown, and as JSON. */
    @Test
    void whatWasSentIsShownSafely() throws Exception {
        try (RawClient client = gateway.connect()) {
            String reason = client.ask(get("/search?q=a&timeout=%22%3C%0A" + "x".repeat(2_000)))
                    .error();
            assertTrue(reason.startsWith("timeout is not a time: \"<\n"), reason);
            assertTrue(reason.length() < 200, reason);
        }
    }
}
