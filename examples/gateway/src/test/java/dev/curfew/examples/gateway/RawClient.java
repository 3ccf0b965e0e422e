package dev.curfew.examples.gateway;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A client that sends whatever bytes it likes. */
final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Await.PATIENCE_SECONDS));
        in = new BufferedInputStream(socket.getInputStream());
    }

    static String get(String path, String... headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n";
    }

    static String delete(String path, String... headers) {
        return "DELETE " + path + " HTTP/1.1\r\nHost: localhost\r\n" + lines(headers) + "\r\n";
    }

    static String post(String path, String form, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: " + form.getBytes(StandardCharsets.UTF_8).length + "\r\n" + lines(headers) + "\r\n"
                + form;
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends as far as it is let: whoever is refused may be closed before it has finished. */
    RawClient sendWhatGoes(String text) {
        return sendWhatGoes(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient sendWhatGoes(byte[] bytes) {
        try {
            return send(bytes);
        } catch (IOException e) {
            return this;
        }
    }

    HttpReply reply() throws IOException {
        return HttpReply.read(in);
    }

    HttpReply ask(String request) throws IOException {
        return send(request).reply();
    }

    /** Reads until the gateway has closed. */
    byte[] rest() throws IOException {
        try {
            return in.readAllBytes();
        } catch (SocketException e) {
            return new byte[0]; // reset: closed as well
        }
    }

    boolean isClosedByGateway() throws IOException {
        return rest().length == 0;
    }

    void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Reset by the gateway before.
        }
    }

    /** Goes away without a word: the gateway sees a reset. */
    void vanish() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
