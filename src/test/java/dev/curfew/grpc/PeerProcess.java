package dev.curfew.grpc;

import dev.curfew.kit.Background;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link Peer} in a process of its own, and a channel to it. */
final class PeerProcess implements AutoCloseable {

    private static final String PORT = "port ";

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final int port;
    private final ManagedChannel connection;
    private final Channel channel;

    PeerProcess() {
        process = start();
        try {
            Background.daemon(this::listen).start();
            awaitLine(PORT);
            port = Integer.parseInt(line(PORT).orElseThrow().substring(PORT.length()));
            connection = Loopback.connect(port);
            channel = Loopback.intercept(connection);
        } catch (Throwable e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Process start() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // it starts quickly, and lives briefly
                "-cp",
                System.getProperty("java.class.path")));
        String core = System.getProperty("curfew.core");
        if (core != null) {
            command.add("-Dcurfew.core=" + core);
        }
        command.add(Peer.class.getName());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(said::add);
        } catch (IOException | UncheckedIOException e) {
            said.add("killed: " + e);
        }
    }

    private Optional<String> line(String start) {
        return said.stream().filter(line -> line.startsWith(start)).findFirst();
    }

    /** Whether it has said a line that starts like this. */
    boolean hasSaid(String start) {
        return line(start).isPresent();
    }

    /** Waits until it says a line that starts like this. */
    void awaitLine(String start) {
        try {
            Background.until(start, () -> line(start).isPresent() || !process.isAlive());
        } catch (AssertionError e) {
            throw new AssertionError("the peer never says " + start + " but " + said, e);
        }
        if (line(start).isEmpty()) {
            throw new AssertionError("the peer has died: " + said);
        }
    }

    int port() {
        return port;
    }

    /** With our interceptor. */
    Channel channel() {
        return channel;
    }

    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("a killed process lives on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        connection.shutdownNow();
    }
}
