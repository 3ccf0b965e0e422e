package dev.curfew.jdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.curfew.kit.Background;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A server of HTTP/2 that takes one connection, by an upgrade from HTTP/1.1, and one request. It answers with headers
 * and one byte of a body that it never ends, or with nothing. It remembers how the client resets the stream.
 */
final class Http2Server implements AutoCloseable {

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_HEADERS = 4;
    private static final byte STATUS_200 = (byte) 0x88; // of HPACK's static table
    private static final int PREFACE_LENGTH = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length();

    private final ServerSocket server;
    private final boolean answers;
    final CountDownLatch asked = new CountDownLatch(1);
    /** The stream that the client reset. */
    final CompletableFuture<Integer> reset = new CompletableFuture<>();

    Http2Server(boolean answers) throws IOException {
        this.answers = answers;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Background.start(this::serve);
    }

    private void serve() {
        try (Socket client = server.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            skipHeaders(in);
            out.write("HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".getBytes(US_ASCII));
            frame(out, SETTINGS, 0, 0);
            in.readFully(new byte[PREFACE_LENGTH]);
            if (answers) {
                frame(out, HEADERS, END_HEADERS, 1, STATUS_200);
                frame(out, DATA, 0, 1, (byte) 'a');
            }
            asked.countDown();
            while (true) {
                int typeAndLength = in.readInt();
                in.readByte();
                int stream = in.readInt();
                in.readFully(new byte[typeAndLength >>> 8]);
                if ((typeAndLength & 0xff) == RST_STREAM) {
                    reset.complete(stream);
                }
            }
        } catch (IOException e) {
            reset.completeExceptionally(e);
        }
    }

    private static void skipHeaders(DataInputStream in) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            read.append((char) in.readByte());
        }
    }

    private static void frame(OutputStream out, int type, int flags, int stream, byte... payload) throws IOException {
        out.write(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream});
        out.write(payload);
        out.flush();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
