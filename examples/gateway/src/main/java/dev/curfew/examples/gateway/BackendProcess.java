package dev.curfew.examples.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.ErrorHandler;

/** Keeps a backend process running: one that dies is followed by another at the same port. */
final class BackendProcess implements AutoCloseable {

    private static final Executor AFTER_A_WHILE = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
    private static final int START_SECONDS = 120;
    private static final int STOP_SECONDS = 5;
    /** Of this JVM's options: its collector and the like, but the heap's size is the backends' own. */
    private static final List<String> PASSED_ON = List.of("-X", "-Dcurfew.tick=");

    /** Starts a process that will say where it listens: at a port, or at any if that is 0. */
    @FunctionalInterface
    interface Launcher {
        Process launch(int port) throws IOException;
    }

    private final Launcher launcher;
    private final ErrorHandler errorHandler;
    private final int port;
    private volatile Process process;
    private volatile Runnable revived = () -> {};
    private volatile boolean closed;
    /** Since the process died, until the next one listens. */
    private volatile boolean away;

    private volatile boolean reported;

    BackendProcess(Launcher launcher, ErrorHandler errorHandler) throws IOException {
        this.launcher = launcher;
        this.errorHandler = errorHandler;
        Process first = launcher.launch(0);
        process = first;
        port = awaitPort(first);
        watch(first);
    }

    static BackendProcess start(long seed, ErrorHandler errorHandler) throws IOException {
        return new BackendProcess(port -> launch(port, seed), errorHandler);
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

    static Process launch(int port, long seed) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(passedOn());
        command.addAll(List.of(
                "-Dcurfew.core=" + System.getProperty("curfew.core", "lock-free"),
                "-Xms32m",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                BackendServer.class.getName(),
                "--port=" + port,
                "--seed=" + seed));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<String> passedOn() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> PASSED_ON.stream().anyMatch(argument::startsWith))
                .filter(argument ->
                        !argument.startsWith("-Xlog")) // nobody reads what it prints, and the pipe would fill
                .toList();
    }

    /** Not for ever: one that does not listen by then is ended, which ends the reading. */
    private static int awaitPort(Process process) throws IOException {
        AtomicBoolean listens = new AtomicBoolean();
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS).execute(() -> {
            if (!listens.get()) {
                process.destroyForcibly();
            }
        });
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(BackendServer.LISTENING)) {
                listens.set(true);
                return Integer.parseInt(line.substring(BackendServer.LISTENING.length()));
            }
        }
        throw new IOException("the backend process ended before it listened");
    }

    private void watch(Process running) {
        running.onExit().thenRunAsync(() -> ended(running), AFTER_A_WHILE);
    }

    private void ended(Process dead) {
        if (!closed && !away) {
            away = true;
            Logs.warn("the backends' process " + dead.pid() + " has ended with status " + dead.exitValue());
        }
        revive();
    }

    private void revive() {
        if (closed) {
            return;
        }
        Process next;
        try {
            next = launcher.launch(port);
        } catch (IOException e) {
            reportOnce(e);
            AFTER_A_WHILE.execute(this::revive); // there is no process whose end would bring the next attempt
            return;
        }
        process = next;
        watch(next);
        if (closed) {
            next.destroyForcibly();
            return;
        }
        try {
            awaitPort(next);
            isBack(next);
        } catch (IOException e) {
            reportOnce(e); // it has ended, and is followed by the next
        }
    }

    private void isBack(Process next) {
        away = false;
        reported = false;
        Logs.warn("the backends' process " + next.pid() + " is there in its place");
        revived.run();
    }

    /** Not each of the attempts until one succeeds. */
    private void reportOnce(IOException failure) {
        if (!reported) {
            reported = true;
            errorHandler.onError(failure);
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
