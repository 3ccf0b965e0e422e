package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What HTTP/1.1 asks of every server. */
@ExtendWith(Leaks.class)
class HttpTest {

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.local(Setup.LOCK_FREE.options());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    /** The same head as the answer to GET has, and no body: what follows it is the next answer. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/chart.js", "/none", "/search?q=a", "/orders/1"})
    void headIsAnsweredAsGetWithoutTheBody(String path) throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply whole = client.ask(get(path, "X-Request-Id: same"));
            client.send(
                    "HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: same\r\nConnection: close\r\n\r\n");
            String head = new String(client.rest(), StandardCharsets.UTF_8);
            assertTrue(head.startsWith("HTTP/1.1 " + whole.status() + " "), head);
            assertTrue(head.endsWith("\r\n\r\n"), head);
            assertEquals(head.indexOf("\r\n\r\n") + 4, head.length(), "nothing behind it");
            whole.headers()
                    .forEach((name, value) -> assertTrue(head.contains(name + ": " + value), name + " in " + head));
        }
    }

    @Test
    void headIsCountedAndServed() throws Exception {
        long before = gateway.stats().searchRequests.get();
        try (RawClient client = gateway.connect()) {
            client.send("HEAD /search?q=a&timeout=60s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertTrue(new String(client.rest(), StandardCharsets.UTF_8).startsWith("HTTP/1.1 200 "));
            assertEquals(before + 1, gateway.stats().searchRequests.get());
        }
    }

    @Test
    void whatAllowsGetAllowsHead() throws Exception {
        try (RawClient client = gateway.connect()) {
            assertEquals("GET, HEAD", client.ask(post("/stats", "")).headers().get("allow"));
        }
    }

    /** As to a proxy; the name in the line counts, and not that in the header. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost/nothing/here?x",
                "HTTP://127.0.0.1:8080/nothing/here",
                "http://[::1]/nothing/here#fragment"
            })
    void aWholeAddress(String target) throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply reply = client.ask("GET " + target + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
            assertEquals("nothing at /nothing/here", reply.error());
            assertEquals(200, client.ask(get("http://localhost")).status(), "the page");
            assertEquals(
                    "q is missing: say what to search for, such as q=ACME",
                    client.ask(get("http://localhost/search?timeout=1s")).error());
            assertEquals(
                    "nothing at //localhost/stats",
                    client.ask(get("//localhost/stats")).error(),
                    "a path");
        }
    }

    /** One answer, and the connection is closed: whatever else the client sends is not HTTP/1.1. */
    @Test
    void aPrefaceOfHttp2GetsOneAnswer() throws Exception {
        try (RawClient client = gateway.connect()) {
            client.send("PRI * HTTP/2.0\r\n\r\n");
            assertEquals(505, client.reply().status());
            client.sendWhatGoes("SM\r\n\r\n" + get("/stats"));
            assertEquals("", new String(client.rest(), StandardCharsets.UTF_8));
        }
    }
}
