package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static dev.curfew.examples.gateway.RawClient.post;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page, as a browser shows it. */
class PageTest {

    @TempDir
    Path profile;

    private final ScriptedBackends backends = new ScriptedBackends();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        Options options = Setup.LOCK_FREE.options();
        options.neverAcknowledged = 1;
        gateway = new TestGateway(options, backends);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Browser open(String view) throws Exception {
        Optional<Path> program = Browser.find();
        assumeTrue(program.isPresent(), "no Chromium is installed: the page is not looked at");
        Browser browser = new Browser(program.get(), profile);
        browser.open("http://127.0.0.1:" + gateway.port() + "/" + view);
        browser.await("document.body && document.body.className", "live");
        return browser;
    }

    private static String text(String id) {
        return "document.getElementById('" + id + "').textContent";
    }

    @Test
    void isServedWithAllThatItLoads() throws Exception {
        Map<String, String> types = Map.of(
                "/",
                "text/html",
                "/page.css",
                "text/css",
                "/page.js",
                "text/javascript",
                "/chart.js",
                "text/javascript");
        Pattern elsewhere =
                Pattern.compile("(src|href)=[\"']?(https?:)?//|fetch\\([\"'`]https?:|url\\([\"']?(https?:)?//|@import");
        try (RawClient client = gateway.connect()) {
            for (String path : types.keySet()) {
                HttpReply file = client.ask(get(path));
                assertEquals(200, file.status(), path);
                assertEquals(types.get(path) + "; charset=utf-8", file.headers().get("content-type"));
                assertTrue(file.headers().get("content-security-policy").startsWith("default-src 'self'; "));
                assertFalse(file.headers().get("content-security-policy").contains("unsafe"), "nothing is inline");
                if (!path.equals("/chart.js")) {
                    assertFalse(elsewhere.matcher(file.body()).find(), "nothing from elsewhere");
                }
            }
        }
    }

    @Test
    void saysWhoseFiguresItShows() throws Exception {
        try (RawClient client = gateway.connect();
                Browser browser = open("")) {
            client.ask(get("/nothing"));
            browser.await(text("core"), "lock-free");
            browser.await(text("sessions"), "[1-9]");
            browser.await("document.title", "127.0.0.1:" + gateway.port() + " · Curfew gateway");
            browser.await(text("where"), "127.0.0.1:" + gateway.port());
            browser.await(text("verdict-title"), "Nothing is wrong");
            browser.await(text("statuses"), ".*404.*");
        }
    }

    /** The first thing that is to be seen, and in the title, too. */
    @Test
    void beginsWithWhatIsWrong() throws Exception {
        try (RawClient client = gateway.connect();
                Browser browser = open("")) {
            Await.until("the backends are down", () -> {
                failAll(client);
                return Stream.of(Source.QUOTES, Source.FUNDAMENTALS, Source.NEWS)
                        .allMatch(this::isDown);
            });
            browser.await(text("problems"), "quotes, fundamentals, news are down for .*: meant to fail.*");
            browser.await("document.title", "⚠ [1-9] .*");
            browser.await(text("replicas"), "quotesdown .*fundamentalsdown .*");
            browser.await(text("statuses"), ".*502.*");
        }
    }

    /** Each by its own reading of the clock: one may be a search later than another. */
    private boolean isDown(String replica) {
        return backends.replicas().stream()
                .filter(each -> each.name().equals(replica))
                .allMatch(each -> each.health().state().kind() == Health.Kind.DOWN);
    }

    private void failAll(RawClient client) {
        try {
            client.send(get("/search?q=a&timeout=60s"));
            for (ScriptedBackends.Scripted backend : List.of(backends.quotes, backends.fundamentals, backends.news)) {
                backend.next().reply().failed(new IOException("meant to fail"));
            }
            assertEquals(502, client.reply().status());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void saysThatTheGatewayIsAway() throws Exception {
        try (Browser browser = open("")) {
            gateway.close();
            browser.await(text("problems"), "127.0.0.1:[0-9]+ has not answered for .*");
            browser.await("document.body.className", "lost");
        }
    }

    @Test
    void showsOrdersToTraders() throws Exception {
        try (RawClient client = gateway.connect();
                Browser browser = open("#orders")) {
            String ticket = "symbol=ACME&side=buy&quantity=100&price=10.50&timeout=";
            client.ask(post("/orders", ticket + "1ms", "X-Order-Id: first", "X-User: ada"));
            client.send(post("/orders", ticket + "60s", "X-Order-Id: second", "X-User: bob"));
            browser.await(text("open"), "secondbobbuy 100 ACME at 10.50[0-9.]+ m?s[0-9]+ s");
            browser.await(text("ended"), "firstadabuy 100 ACME at 10.50expired.*");
            browser.await("document.getElementById('operation-view').hidden", "true");
            browser.await("document.getElementById('user').value = 'ada'", "ada");
            browser.await("document.getElementById('none-open').hidden", "false");
            client.vanish();
            browser.await("document.getElementById('user').value = ''", "");
            browser.await(text("ended"), "secondbobbuy 100 ACME at 10.50disconnected.*");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 480, 768, 1_280, 2_560})
    void fits(int width) throws Exception {
        try (RawClient client = gateway.connect();
                Browser browser = open("")) {
            String longest = "a".repeat(64);
            client.send(post(
                    "/orders",
                    "symbol=ABCDEFGHIJKLMNOP&side=sell&quantity=999999999&price=999999999.999999&timeout=60s",
                    "X-Order-Id: " + longest,
                    "X-User: " + longest));
            Await.until("it is open", () -> gateway.stats().orders.sum() == 1);
            browser.width(width);
            for (String scheme : List.of("light", "dark")) {
                browser.colors(scheme);
                for (String view : List.of("operation", "orders")) {
                    browser.await("location.hash = '" + view + "'", view);
                    browser.await("document.getElementById('" + view + "-view').hidden", "false");
                    browser.await("document.getElementById('open').rows.length", view.equals("orders") ? "1" : ".");
                    assertEquals(
                            "0",
                            browser.value(
                                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"),
                            view + ", " + scheme);
                }
            }
        }
    }

    /** Whatever the range is, and whatever Chart.js would say between them. */
    @Test
    void logarithmicAxesNamePowersOfTen() throws Exception {
        try (RawClient client = gateway.connect();
                Browser browser = open("")) {
            for (int i = 0; i < 3; i++) {
                client.ask(get("/search?q=a&timeout=" + (1 + 12 * i) + "ms"));
            }
            String labels = "[...charts.values()].filter(it => it.logarithmic)"
                    + ".map(it => it.drawn.scales.y.ticks.map(tick => tick.label).join(' ')).join('|')";
            browser.await(text("search-p50"), "[0-9.]+");
            browser.await(labels, "(1|10|100|1000|0\\.0*1|[ |])+");
            browser.await("charts.get('search-chart').drawn.scales.y.ticks.length > 1", "true");
        }
    }
}
