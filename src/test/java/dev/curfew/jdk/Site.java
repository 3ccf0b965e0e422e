package dev.curfew.jdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of the JDK. {@code /hello} answers at once, {@code /endless} writes lines until the client is gone, and
 * {@code /later} answers when it is told to.
 */
final class Site implements AutoCloseable {

    private static final byte[] LINE = ("a line of some bytes".repeat(50) + "\n").getBytes(StandardCharsets.US_ASCII);

    final AtomicInteger requests = new AtomicInteger();
    /** Counted down when a write of {@code /endless} has failed. */
    final CountDownLatch clientGone = new CountDownLatch(1);

    final CountDownLatch later = new CountDownLatch(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(Background::daemon);

    Site() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/hello", exchange -> answer(exchange, "hello"));
        server.createContext("/endless", this::endless);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/secret");
            refuse(exchange, 302);
        });
        server.createContext("/secret", exchange -> {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                endless(exchange);
            } else {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"test\"");
                refuse(exchange, 401);
            }
        });
        server.createContext("/half", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(LINE);
            exchange.getResponseBody().flush();
            throw new IOException("the server breaks off");
        });
        server.createContext("/later", exchange -> {
            Background.await(later);
            answer(exchange, "later");
        });
        server.start();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void answer(HttpExchange exchange, String text) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void refuse(HttpExchange exchange, int status) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private void endless(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (true) {
                body.write(LINE);
                body.flush();
            }
        } catch (IOException e) {
            clientGone.countDown();
        }
    }

    @Override
    public void close() {
        later.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
