package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Lease;
import dev.curfew.jdk.ContextHttp;
import dev.curfew.jdk.ContextJdbc;
import dev.curfew.kit.Background;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The recipes of docs/blocking.md for HttpClient and JDBC, which the Javadoc of {@code dev.curfew.jdk} shows, too. */
class JdkGuideTest {

    private final CancelContext context = Context.background().withTimeout(Duration.ofMinutes(1));
    private final HttpClient client = HttpClient.newHttpClient();
    /** The server has a request for {@code /half}, and has sent half of the answer. */
    private final CountDownLatch halved = new CountDownLatch(1);
    /** It may go on. */
    private final CountDownLatch released = new CountDownLatch(1);

    private HttpServer server;
    private URI uri;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("hello".getBytes());
            }
        });
        server.createContext("/half", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 5);
                exchange.getResponseBody().write("he".getBytes());
                exchange.getResponseBody().flush();
                halved.countDown();
                Background.await(released);
            }
        });
        server.start();
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    @AfterEach
    void stop() {
        context.close();
        released.countDown();
        server.stop(0);
    }

    private String text() throws IOException, InterruptedException {
        // snippet: request
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        HttpResponse<String> response = ContextHttp.send(context, client, request, BodyHandlers.ofString());
        // end
        return response.body();
    }

    @Test
    void aRequest() throws Exception {
        assertEquals("hello", text());
    }

    @Test
    void theEndCutsARequest() {
        uri = uri.resolve("/half");
        Future<ContextException> waiting = Background.call(() -> assertThrows(ContextException.class, this::text));
        Background.await(halved);
        context.cancel();
        ContextException end = Background.get(waiting);
        assertSame(CanceledException.class, end.getClass());
        assertEquals(1, end.getSuppressed().length, "the failure of the client");
    }

    private void download(HttpRequest request, OutputStream file, Duration patience)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[1_000];
        // snippet: stream
        try (Lease idle = context.withLease(patience)) {
            HttpResponse<InputStream> response = ContextHttp.send(idle, client, request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                for (int length; (length = body.read(buffer)) >= 0; idle.renew()) {
                    file.write(buffer, 0, length);
                }
            }
        }
        // end
    }

    @Test
    void aStream() throws Exception {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        download(HttpRequest.newBuilder(uri).build(), file, Duration.ofMinutes(1));
        assertEquals("hello", file.toString());
    }

    /** Also if the lease ends before the response is there. */
    @Test
    void aStreamThatStallsIsCut() {
        HttpRequest request = HttpRequest.newBuilder(uri.resolve("/half")).build();
        Exception end = assertThrows(
                Exception.class, () -> download(request, OutputStream.nullOutputStream(), Duration.ofMillis(50)));
        Throwable cause = end instanceof IOException ? end.getCause() : end;
        assertSame(DeadlineExceededException.class, cause.getClass());
        assertFalse(context.isDone());
    }

    @Test
    void aQuery() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:")) {
            try (Statement setUp = connection.createStatement()) {
                setUp.execute("CREATE TABLE users(id INT PRIMARY KEY, name VARCHAR)");
                setUp.execute("INSERT INTO users VALUES (1, 'ada')");
            }
            assertEquals("ada", name(connection, 1, task -> Background.start(task::run)));
            assertNull(name(connection, 2, task -> Background.start(task::run)));
        }
    }

    private String name(Connection connection, int id, Executor canceller) throws SQLException {
        // snippet: query
        try (PreparedStatement query = connection.prepareStatement("SELECT name FROM users WHERE id = ?")) {
            query.setInt(1, id);
            return ContextJdbc.execute(context, query, canceller, () -> {
                try (ResultSet rows = query.executeQuery()) {
                    return rows.next() ? rows.getString(1) : null;
                }
            });
        }
        // end
    }
}
