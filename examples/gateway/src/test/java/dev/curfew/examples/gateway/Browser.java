package dev.curfew.examples.gateway;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** A Chromium without a screen that shows one page, told what to do by the protocol of its developer tools. */
final class Browser implements AutoCloseable {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final String TOOLS = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> answers = new LinkedBlockingQueue<>();
    private int commands;

    static Optional<Path> find() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty directory */
    Browser(Path program, Path profile) throws Exception {
        process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        HttpClient http = HttpClient.newHttpClient();
        socket = http.newWebSocketBuilder()
                .buildAsync(page(http), new Listener())
                .join();
    }

    private URI page(HttpClient http) throws Exception {
        URI tools = URI.create(awaitTools());
        URI pages = URI.create("http://" + tools.getAuthority() + "/json/list");
        String list = http.send(HttpRequest.newBuilder(pages).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        for (JsonElement target : JsonParser.parseString(list).getAsJsonArray()) {
            JsonObject page = target.getAsJsonObject();
            if (page.get("type").getAsString().equals("page")) {
                return URI.create(page.get("webSocketDebuggerUrl").getAsString());
            }
        }
        throw new AssertionError("no page among " + list);
    }

    /** Then its output is read on, or it would wait for that. */
    private String awaitTools() throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(TOOLS)) {
                Thread drain = new Thread(() -> output.lines().forEach(ignored -> {}), "output of the browser");
                drain.setDaemon(true);
                drain.start();
                return line.substring(TOOLS.length());
            }
        }
        throw new IOException("the browser ended before it listened");
    }

    private JsonObject tell(String method, JsonObject parameters) throws InterruptedException {
        JsonObject command = new JsonObject();
        command.addProperty("id", ++commands);
        command.addProperty("method", method);
        command.add("params", parameters);
        socket.sendText(command.toString(), true).join();
        while (true) {
            JsonObject answer = Await.next("an answer to " + method, answers);
            if (answer.has("id") && answer.get("id").getAsInt() == commands) {
                return answer.getAsJsonObject("result");
            }
        }
    }

    private static JsonObject json(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    void open(String address) throws InterruptedException {
        JsonObject parameters = new JsonObject();
        parameters.addProperty("url", address);
        tell("Page.navigate", parameters);
    }

    void width(int pixels) throws InterruptedException {
        tell(
                "Emulation.setDeviceMetricsOverride",
                json("{\"width\":" + pixels + ",\"height\":800,\"deviceScaleFactor\":1,\"mobile\":false}"));
    }

    void colors(String scheme) throws InterruptedException {
        tell(
                "Emulation.setEmulatedMedia",
                json("{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + scheme + "\"}]}"));
    }

    /** The value of an expression of the page's script, as a text. */
    String value(String expression) throws InterruptedException {
        JsonObject parameters = json("{\"returnByValue\":true}");
        parameters.addProperty("expression", "String(" + expression + ")");
        JsonObject result = tell("Runtime.evaluate", parameters);
        return result.getAsJsonObject("result").get("value") == null
                ? result.toString()
                : result.getAsJsonObject("result").get("value").getAsString();
    }

    void await(String expression, String value) {
        String[] last = new String[1];
        try {
            Await.until(expression, () -> {
                try {
                    last[0] = value(expression);
                    return last[0].matches(value);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
        } catch (AssertionError e) {
            throw new AssertionError(expression + " is never " + value + ", but " + last[0], e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.onExit().join(); // its profile is deleted next
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                answers.add(json(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
