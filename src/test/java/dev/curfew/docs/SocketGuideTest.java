package dev.curfew.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.Registration;
import dev.curfew.concurrent.Blocking;
import dev.curfew.kit.Background;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The recipe of docs/blocking.md for a socket, and what the page says of it. */
class SocketGuideTest {

    private static final byte[] QUESTION = "who\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ANSWER = "ada!".getBytes(StandardCharsets.US_ASCII);

    private final CancelContext context = Context.background().withCancel();

    @AfterEach
    void end() {
        context.close();
        assertFalse(Thread.interrupted(), "a stray interrupt");
    }

    /** Accepts connections, and answers each with as much of the answer as there is. */
    private static final class Server implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final CountDownLatch asked = new CountDownLatch(1);
        private final Future<?> serving;

        Server(byte[] answer) throws IOException {
            serving = Background.start(() -> {
                try (Socket peer = listening.accept()) {
                    peer.getInputStream().readNBytes(QUESTION.length);
                    peer.getOutputStream().write(answer);
                    asked.countDown();
                    assertEquals(-1, peer.getInputStream().read(), "the client closes its socket");
                } catch (IOException e) {
                    asked.countDown(); // The client has gone, or never came.
                }
            });
        }

        SocketAddress address() {
            return listening.getLocalSocketAddress();
        }

        Socket connect() throws IOException {
            return new Socket(listening.getInetAddress(), listening.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listening.close();
            Background.get(serving);
        }
    }

    /** A way to ask a server. */
    private interface Asking {
        byte[] ask(Context context, SocketAddress address) throws Exception;
    }

    private static byte[] askByChannel(Context context, SocketAddress address)
            throws IOException, InterruptedException {
        // snippet: channel
        return Blocking.call(context, () -> {
            try (SocketChannel channel = SocketChannel.open(address)) {
                Socket socket = channel.socket();
                socket.getOutputStream().write(QUESTION);
                return socket.getInputStream().readNBytes(4);
            }
        });
        // end
    }

    private static byte[] ask(Context context, Socket socket) throws IOException {
        // snippet: socket
        Registration cut = context.onDone(() -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e); // for the error handler
            }
        });
        try {
            socket.getOutputStream().write(QUESTION);
            return socket.getInputStream().readNBytes(4);
        } catch (IOException e) {
            context.throwIfDone(); // returns if the context is live
            throw e;
        } finally {
            cut.stop();
        }
        // end
    }

    private static byte[] askBySocket(Context context, SocketAddress address) throws IOException {
        InetSocketAddress peer = (InetSocketAddress) address;
        try (Socket socket = new Socket(peer.getAddress(), peer.getPort())) {
            return ask(context, socket);
        }
    }

    private void assertAnswersAndEnds(Asking asking) throws Exception {
        try (Server server = new Server(ANSWER)) {
            assertArrayEquals(ANSWER, asking.ask(context, server.address()));
        }
        try (Server silent = new Server(new byte[] {'a'})) {
            Future<?> waiting = Background.call(
                    () -> assertThrows(CanceledException.class, () -> asking.ask(context, silent.address())));
            Background.await(silent.asked);
            context.cancel();
            Background.get(waiting);
        }
    }

    private static void assertEndsOrAnswersInARace(Asking asking) throws Exception {
        for (int round = 0; round < 100; round++) {
            try (CancelContext ending = Context.background().withCancel();
                    Server server = new Server(ANSWER)) {
                Background.race(
                        () -> {
                            try {
                                assertArrayEquals(ANSWER, asking.ask(ending, server.address()));
                            } catch (CanceledException e) {
                                assertTrue(ending.isDone());
                            }
                            assertFalse(Thread.currentThread().isInterrupted());
                        },
                        ending::cancel);
            }
        }
    }

    @Test
    void aChannel() throws Exception {
        assertAnswersAndEnds(SocketGuideTest::askByChannel);
        assertEndsOrAnswersInARace(SocketGuideTest::askByChannel);
    }

    @Test
    void aSocket() throws Exception {
        assertAnswersAndEnds(SocketGuideTest::askBySocket);
        assertEndsOrAnswersInARace(SocketGuideTest::askBySocket);
    }

    @Test
    void aContextThatHasEndedAsksNobody() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            context.cancel();
            assertThrows(CanceledException.class, () -> ask(context, socket));
            assertTrue(socket.isClosed());
            assertThrows(CanceledException.class, () -> askByChannel(context, listening.getLocalSocketAddress()));
        }
    }

    /** Nobody accepts. Some of the callers wait for an answer, the others, once the server's queue is full, to connect. */
    @Test
    void theEndCutsAttemptsToConnect() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CountDownLatch begun = new CountDownLatch(4);
            List<Future<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                waiting.add(Background.start(() -> assertThrows(CanceledException.class, () -> {
                    begun.countDown();
                    askByChannel(context, full.getLocalSocketAddress());
                })));
            }
            Background.await(begun);
            LockSupport.parkNanos(10_000_000); // Most runs meet what they are for.
            context.cancel();
            waiting.forEach(Background::get);
        }
    }

    @Test
    void nothingStaysAtTheContext() throws Exception {
        try (Server server = new Server(ANSWER);
                Socket socket = server.connect()) {
            ask(context, socket);
            context.cancel();
            assertFalse(socket.isClosed());
        }
    }
}
