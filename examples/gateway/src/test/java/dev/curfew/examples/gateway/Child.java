package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, which does not outlive the test. */
final class Child implements AutoCloseable {

    private static final String LISTENING = "listening on http://127.0.0.1:";

    private final Process process;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Thread reader = new Thread(this::read, "output of a child");

    private Child(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader.start();
    }

    /** @param arguments of the JVM, such as properties, then the class with {@code main}, then its own */
    static Child java(String... arguments) throws IOException {
        return new Child(javaCommand(arguments));
    }

    static Child javaWithDescriptors(int most, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"));
        command.addAll(javaCommand(arguments));
        return new Child(command);
    }

    private static List<String> javaCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return command;
    }

    private void read() {
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                unread.add(line);
            }
        } catch (IOException e) {
            // Its end, too.
        }
    }

    /** Where a gateway listens, as its first line says. */
    int port() {
        Await.until("it listens: " + lines, this::listens);
        return Integer.parseInt(lines.get(0).substring(LISTENING.length()));
    }

    boolean listens() {
        return !lines.isEmpty() && lines.get(0).startsWith(LISTENING);
    }

    /** The first line with that text which nobody has waited for yet. */
    String awaitLine(String text) throws InterruptedException {
        String line;
        do {
            line = Await.next("a line with \"" + text + "\" among " + lines, unread);
        } while (!line.contains(text));
        return line;
    }

    long lines(String text) {
        return lines.stream().filter(line -> line.contains(text)).count();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    void endInput() throws IOException {
        process.getOutputStream().close();
    }

    void terminate() {
        process.destroy();
    }

    /** Its exit status, once it has ended by itself and all its output is there. */
    int awaitEnd() throws InterruptedException {
        assertTrue(process.waitFor(Await.PATIENCE_SECONDS, TimeUnit.SECONDS), "does not end: " + lines);
        reader.join();
        return process.exitValue();
    }

    List<String> output() {
        return lines;
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
