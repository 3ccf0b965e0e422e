package dev.curfew.jdk;

import dev.curfew.kit.Background;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** A server that reads what clients send, never answers, and sees when they close their connections. */
final class SilentServer implements AutoCloseable {

    private final ServerSocket server;
    /** Counted down at the first byte of a request. */
    final CountDownLatch asked = new CountDownLatch(1);
    /** Counted down when a client has closed its connection. */
    final CountDownLatch clientGone = new CountDownLatch(1);

    SilentServer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Background.start(this::accept);
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                Background.start(() -> read(client));
            } catch (IOException e) {
                return; // It is closed.
            }
        }
    }

    private void read(Socket client) {
        try (client) {
            byte[] bytes = new byte[1_024];
            while (client.getInputStream().read(bytes) >= 0) {
                asked.countDown();
            }
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
