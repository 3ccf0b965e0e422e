package dev.curfew.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.concurrent.Blocking;
import dev.curfew.concurrent.TaskGroup;
import dev.curfew.jdk.ContextHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** Asks three replicas over HTTP and takes the first answer. The other exchanges are cut, which the servers see. */
public final class HttpFanOut {

    private static final CountDownLatch SLOW_ASKED = new CountDownLatch(2);
    private static final CountDownLatch SLOW_CUT = new CountDownLatch(2);

    private HttpFanOut() {}

    private static String ask(Context context, HttpClient client, URI replica) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(replica).build();
        return ContextHttp.send(context, client, request, BodyHandlers.ofString())
                .body();
    }

    /** Prints the answer once the slow replicas know that nobody waits for theirs. */
    public static void main(String[] args) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/quick", HttpFanOut::answer);
        server.createContext("/slow", HttpFanOut::trickle);
        server.start();
        HttpClient client = HttpClient.newHttpClient();
        URI replicas = URI.create("http:/" + server.getAddress());
        try (CancelContext query = Context.background().withTimeout(Duration.ofSeconds(30))) {
            String answer = TaskGroup.first(
                    query,
                    threads,
                    List.of(
                            context -> ask(context, client, replicas.resolve("/slow/1")),
                            context -> ask(context, client, replicas.resolve("/quick")),
                            context -> ask(context, client, replicas.resolve("/slow/2"))));
            System.out.println("the first answer is of the " + answer);
            Blocking.run(query, SLOW_CUT::await);
            System.out.println("both slow replicas have stopped");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        while (SLOW_ASKED.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        byte[] answer = "quick replica".getBytes();
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    /** Writes a byte now and then, until the connection is closed. */
    private static void trickle(HttpExchange exchange) {
        try (OutputStream body = exchange.getResponseBody()) {
            exchange.sendResponseHeaders(200, 0);
            SLOW_ASKED.countDown();
            while (true) {
                body.write('.');
                body.flush();
                LockSupport.parkNanos(1_000_000);
            }
        } catch (IOException cut) {
            SLOW_CUT.countDown();
        }
    }
}
