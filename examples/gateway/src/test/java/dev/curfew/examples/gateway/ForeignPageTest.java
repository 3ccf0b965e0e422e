package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a web page of somebody else's may have its visitor's browser send: nothing of it has an effect. */
@ExtendWith(Leaks.class)
class ForeignPageTest {

    private static final String ORDER = "symbol=ACME&side=buy&quantity=100&price=10.25&timeout=60s";
    private static final String FORM = "application/x-www-form-urlencoded";

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        Options options = Setup.LOCK_FREE.options();
        options.neverAcknowledged = 0;
        gateway = new TestGateway(options, new ScriptedBackends());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static String unsafe(String method, String path, String... headers) {
        return method + " " + path + " HTTP/1.1\r\nHost: localhost:8080\r\nContent-Length: " + ORDER.length() + "\r\n"
                + String.join("\r\n", headers) + "\r\n\r\n" + ORDER;
    }

    static Stream<Arguments> everyUnsafeMethodEverywhere() {
        return Stream.of("POST", "PUT", "PATCH", "DELETE", "BREW")
                .flatMap(method -> Stream.of(
                                "/orders",
                                "/orders/1",
                                "/stats/reset",
                                "/search?q=a&timeout=1s",
                                "/stats",
                                "/census",
                                "/",
                                "/none")
                        .map(path -> Arguments.of(method, path)));
    }

    @ParameterizedTest
    @MethodSource("everyUnsafeMethodEverywhere")
    void isRefused(String method, String path) throws Exception {
        for (String foreign : List.of(
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: http://localhost",
                "Origin: http://localhost:8081",
                "Origin: https://localhost:8080",
                "Origin: http://localhost:8080\r\nSec-Fetch-Site: same-site",
                "Sec-Fetch-Site: cross-site")) {
            try (RawClient client = gateway.connect()) {
                HttpReply reply = client.ask(unsafe(method, path, foreign, "Content-Type: " + FORM));
                assertEquals(403, reply.status(), foreign);
                assertTrue(reply.error().contains(" is "), reply.error());
            }
        }
        assertEquals(0, gateway.stats().orderRequests.get());
        assertEquals(0, gateway.stats().deleteRequests.get());
    }

    /** A page may send these to anybody, and no browser asks first. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-None: none",
                "Content-Type: text/plain",
                "Content-Type: text/plain;charset=UTF-8",
                "Content-Type: application/json",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Type: application/x-www-form-urlencoded; charset=utf-16",
                "Content-Type: application/x-www-form-urlencodedx",
                "Content-Type: ,",
                "Content-Type: application/x-www-form-urlencoded\r\nContent-Encoding: gzip"
            })
    void otherContentTypesAreNotSupported(String type) throws Exception {
        try (RawClient client = gateway.connect()) {
            for (String path : List.of("/orders", "/stats/reset")) {
                HttpReply reply = client.ask(unsafe("POST", path, type));
                assertEquals(415, reply.status());
                assertTrue(reply.error().startsWith("Content-"), reply.error());
                assertTrue(reply.error().contains("allowed is "), reply.error());
            }
            assertEquals(415, client.ask(unsafe("DELETE", "/orders/1", type)).status());
        }
        assertEquals(0, gateway.stats().orderRequests.get());
        assertEquals(0, gateway.stats().deleteRequests.get());
    }

    /**
     * A name that its owner has resolved to 127.0.0.1 makes a page of the same origin: it may read the answers, too.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.2",
                "localhost.",
                "10.0.0.1",
                "[::2]:8080"
            })
    void aForeignHostIsRefusedEverywhere(String host) throws Exception {
        try (RawClient client = gateway.connect()) {
            for (String request : List.of(
                    "GET /",
                    "GET /chart.js",
                    "GET /stats",
                    "GET /census",
                    "GET /search?q=a&timeout=1s",
                    "POST /stats/reset",
                    "DELETE /orders/1",
                    "GET /none")) {
                HttpReply reply =
                        client.ask(request + " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host + "\r\n\r\n");
                assertEquals(403, reply.status(), request);
                assertTrue(reply.error().startsWith("Host is " + host), reply.error());
            }
        }
        assertEquals(0, gateway.stats().searchRequests.get());
    }

    /** It is safe by its method, but a full collection all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://evil.example", "Sec-Fetch-Site: cross-site"})
    void theCensusIsRefused(String foreign) throws Exception {
        try (RawClient client = gateway.connect()) {
            assertEquals(403, client.ask(get("/census", foreign)).status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8080", "LOCALHOST", "127.0.0.1:8080", "[::1]:8080"})
    void theOwnPageMayDoAll(String host) throws Exception {
        String headers =
                " HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://" + host + "\r\nSec-Fetch-Site: same-origin\r\n";
        try (RawClient client = gateway.connect()) {
            assertEquals(200, client.ask("GET /census" + headers + "\r\n").status());
            assertEquals(
                    201,
                    client.ask("POST /orders" + headers + "Content-Type: " + FORM
                                    + "; charset=UTF-8\r\nContent-Length: " + ORDER.length() + "\r\n\r\n" + ORDER)
                            .status());
            assertEquals(404, client.ask("DELETE /orders/1" + headers + "\r\n").status());
            assertEquals(
                    200, client.ask("POST /stats/reset" + headers + "\r\n").status(), "and with it the counts of this");
        }
    }

    /** Nor may it put ours into a frame, or take an answer for something else. */
    @Test
    void answersSayWhatBrowsersMayDoWithThem() throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply page = client.ask(get("/"));
            assertTrue(page.headers().get("content-security-policy").contains("frame-ancestors 'none'"));
            assertEquals("nosniff", page.headers().get("x-content-type-options"));
        }
    }
}
