package dev.curfew.jdk;

import dev.curfew.kit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A server that answers one request with headers, and never sends the body that they announce. */
final class HeadersOnly implements AutoCloseable {

    private final ServerSocket server;
    final CountDownLatch clientGone = new CountDownLatch(1);

    HeadersOnly() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Background.start(this::serve);
    }

    private void serve() {
        try (Socket client = server.accept()) {
            client.getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = new byte[1_024];
            while (client.getInputStream().read(bytes) >= 0) {}
        } catch (IOException e) {
            // A reset: the client is gone too.
        }
        clientGone.countDown();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
