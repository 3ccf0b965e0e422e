package dev.curfew.examples.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;

/** Keeps a backend process running: one that dies is followed by another at the same port. */
final class BackendProcess implements AutoCloseable {

    private static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
    private static final int STOP_SECONDS = 5;

    private final long seed;
    private final ErrorHandler errorHandler;
    private final int port;
    private volatile Process process;
    private volatile Runnable revived = () -> {};
    private volatile boolean closed;

    private BackendProcess(long seed, ErrorHandler errorHandler) throws IOException {
        this.seed = seed;
        this.errorHandler = errorHandler;
        process = launch(0);
        port = awaitPort(process);
        watch();
    }

    static BackendProcess start(long seed, ErrorHandler errorHandler) throws IOException {
        return new BackendProcess(seed, errorHandler);
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** To be told when there is another one. */
    void onRevived(Runnable action) {
        revived = action;
    }

    private Process launch(int atPort) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dcurfew.core=" + System.getProperty("curfew.core", "lock-free"),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackendServer.class.getName(),
                        "--port=" + atPort,
                        "--seed=" + seed))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int awaitPort(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(BackendServer.LISTENING)) {
                return Integer.parseInt(line.substring(BackendServer.LISTENING.length()));
            }
        }
        throw new IOException("the backend process ended before it listened");
    }

    private void watch() {
        process.onExit().thenRunAsync(this::revive, AFTER_A_WHILE);
    }

    private void revive() {
        if (closed) {
            return;
        }
        try {
            process = launch(port);
            watch();
            if (closed) {
                process.destroyForcibly();
                return;
            }
            awaitPort(process);
            revived.run();
        } catch (IOException e) {
            errorHandler.onError(e); // this attempt's process has ended, too, and is followed by the next
        }
    }

    /** Its standard input's end is its end. */
    @Override
    public void close() {
        closed = true;
        Process last = process;
        try {
            last.getOutputStream().close();
            if (!last.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                last.destroyForcibly();
            }
        } catch (IOException e) {
            last.destroyForcibly();
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
