package dev.curfew.examples.gateway;

import static dev.curfew.examples.gateway.RawClient.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page, as a browser shows it. */
class PageTest {

    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    Path profile;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.local(Setup.LOCK_FREE.options());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void isServedWithItsScript() throws Exception {
        try (RawClient client = gateway.connect()) {
            HttpReply page = client.ask(get("/"));
            assertEquals(200, page.status());
            assertEquals("text/html; charset=utf-8", page.headers().get("content-type"));
            assertTrue(page.headers().get("content-security-policy").startsWith("default-src 'self'; "));
            assertFalse(
                    Pattern.compile(
                                    "(src|href)=[\"']?(https?:)?//|fetch\\([\"'`]https?:|url\\([\"']?(https?:)?//|@import")
                            .matcher(page.body())
                            .find(),
                    "nothing from elsewhere");
            HttpReply script = client.ask(get("/chart.js"));
            assertEquals(200, script.status());
            assertTrue(script.body().contains("Chart.js"), "the script draws");
        }
    }

    @Test
    void showsLiveFigures() throws Exception {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium is installed: the page is not looked at");
        try (RawClient client = gateway.connect()) {
            client.ask(get("/search?q=a&timeout=10s"));
            String dom = dom(browser.get());
            assertEquals("lock-free", text(dom, "core"));
            assertTrue(Integer.parseInt(text(dom, "sessions")) >= 1, text(dom, "sessions"));
        }
    }

    private String dom(Path browser) throws Exception {
        Path out = profile.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile.resolve("profile"),
                        "--virtual-time-budget=4000",
                        "--dump-dom",
                        "http://127.0.0.1:" + gateway.port() + "/")
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(2 * Await.PATIENCE_SECONDS, TimeUnit.SECONDS), "the browser does not end");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return Files.readString(out);
    }

    private static String text(String dom, String id) {
        Matcher element = Pattern.compile("id=\"" + id + "\"[^>]*>([^<]*)<").matcher(dom);
        assertTrue(element.find(), "no element " + id + " in " + dom);
        return element.group(1).strip();
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> BROWSERS.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
