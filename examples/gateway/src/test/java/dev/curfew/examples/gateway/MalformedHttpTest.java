package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no request, or too much of one: a 4xx with a reason, and then the end of the connection. */
@ExtendWith(Leaks.class)
class MalformedHttpTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(Setup.LOCK_FREE.options(), new ScriptedBackends());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** Bytes and what comes of them. */
    record Case(String name, String sent, int status, String reason) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        String post = "POST /orders HTTP/1.1\r\nHost: localhost\r\n";
        String chunk = "1000\r\n" + "x".repeat(4_096) + "\r\n";
        return Stream.of(
                new Case("no request line", "GARBAGE\r\n\r\n", 400, "malformed HTTP"),
                new Case("no version", "GET /stats\r\n\r\n", 400, "malformed HTTP"),
                new Case("no such version", "GET /stats JUNK/1\r\n\r\n", 400, "malformed HTTP"),
                new Case("header without colon", "GET /stats HTTP/1.1\r\nHost\r\n\r\n", 400, "malformed HTTP"),
                new Case("header without name", "GET /stats HTTP/1.1\r\n: x\r\n\r\n", 400, "malformed HTTP"),
                new Case("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0", 505, "version is HTTP/2.0"),
                new Case("no HTTP/1", "GET /stats HTTP/3.1\r\nHost: localhost\r\n\r\n", 505, "version is HTTP/3.1"),
                new Case("zero byte in header", "GET /stats HTTP/1.1\r\nHost: a\0b\r\n\r\n", 400, "malformed HTTP"),
                new Case("negative length", post + "Content-Length: -1\r\n\r\n", 400, "malformed HTTP"),
                new Case("no number for length", post + "Content-Length: many\r\n\r\n", 400, "malformed HTTP"),
                new Case(
                        "two lengths",
                        post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        400,
                        "malformed HTTP"),
                new Case("a list of lengths", post + "Content-Length: 1, 2\r\n\r\nab", 400, "malformed HTTP"),
                new Case("huge length", post + "Content-Length: 99999999999999999999\r\n\r\n", 400, "malformed HTTP"),
                new Case("no chunk size", post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "malformed HTTP"),
                new Case("long line", get("/" + "x".repeat(5_000)), 414, "request line longer than 4096"),
                new Case("endless line", "x".repeat(100_000), 414, "request line longer than 4096"),
                new Case("long header", get("/stats", "X-Long: " + "x".repeat(9_000)), 431, "headers longer than 8192"),
                new Case("many headers", get("/stats", "X-Many: 1\r\n".repeat(2_000) + "X: y"), 431, "headers longer"),
                new Case("long body", post + "Content-Length: 16385\r\n\r\n" + "x".repeat(16_385), 413, "body longer"),
                new Case(
                        "long body to come",
                        post + "Content-Length: 1000000000\r\n\r\n",
                        413,
                        "body longer than 16384"),
                new Case(
                        "endless chunks",
                        post + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(9),
                        413,
                        "body longer"),
                new Case(
                        "expected, and too long",
                        post + "Expect: 100-continue\r\nContent-Length: 20000\r\n\r\n",
                        413,
                        "body"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isRefusedAndClosed(Case bad) throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.sendWhatGoes(bad.sent()).reply();
            assertEquals(bad.status(), reply.status(), reply.body());
            assertTrue(reply.error().contains(bad.reason()), reply.error());
            assertEquals("close", reply.headers().get("connection"));
            assertTrue(client.isClosedByGateway());
        }
        try (RawClient next = gateway.connect()) {
            assertEquals(200, next.ask(get("/stats")).status(), "others are served as before");
        }
    }

    /** What came before is answered before. */
    @Test
    void theAnswersBeforeComeBefore() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(get("/nothing") + get("/stats") + "GARBAGE\r\n\r\n" + get("/stats"));
            assertEquals(404, client.reply().status());
            assertEquals(200, client.reply().status());
            assertEquals(400, client.reply().status());
            assertTrue(client.isClosedByGateway(), "and nothing after it is");
        }
    }

    @Test
    void aBodyOfTheLongestLengthIsRead() throws Exception {
        String filler = "&filler=" + "x".repeat(16_384 - "symbol=a&filler=".length());
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask(RawClient.post("/orders", "symbol=a" + filler));
            assertTrue(reply.error().startsWith("symbol is not allowed"), reply.error());
        }
    }

    @Test
    void aChunkedBodyIsRead() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(
                    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
            HttpReply reply = client.ask("7\r\nsymbol=\r\n1\r\na\r\n0\r\n\r\n");
            assertTrue(reply.error().startsWith("symbol is not allowed: a"), reply.error());
        }
    }

    @Test
    void continueIsSaidBeforeTheBody() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send(
                    "POST /orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nExpect: 100-continue\r\nContent-Length: 8\r\n\r\n");
            assertEquals(100, client.reply().status());
            assertEquals(400, client.ask("symbol=a").status());
        }
    }

    /** Old clients close after each answer unless they say otherwise. */
    @Test
    void oldClients() throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply kept = client.ask("GET /stats HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("keep-alive", kept.headers().get("connection"));
            client.ask("GET /stats HTTP/1.0\r\n\r\n");
            assertTrue(client.isClosedByGateway());
        }
    }
}
