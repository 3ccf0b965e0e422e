package dev.curfew.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Another program, mostly a JVM that measures. It does not outlive this one. */
public final class Subprocess {

    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

    private Subprocess() {}

    /** The command line of a JVM that runs a class of this class path. */
    public static List<String> java(Path home, List<String> jvmArgs, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        return command;
    }

    public static Path ownHome() {
        return Path.of(System.getProperty("java.home"));
    }

    /**
     * The arguments of this JVM, as {@code -XX:+UseParallelGC}. They are meant for the JVMs that it starts to measure.
     */
    public static List<String> inheritedArgs() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /**
     * Runs a program to its end, or kills it when the time is up.
     *
     * @param lines gets each line that it prints, when it prints it
     * @return its exit status, which is not 0 if it was killed
     */
    public static int run(ProcessBuilder program, Duration limit, Consumer<String> lines)
            throws IOException, InterruptedException {
        Process process = program.redirectErrorStream(true).start();
        Thread kill = new Thread(() -> kill(process));
        Runtime.getRuntime().addShutdownHook(kill);
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> kill(process));
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
            }
            return process.waitFor();
        } finally {
            kill(process);
            forget(kill);
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs.
        }
    }

    /** What a program prints, or nothing if it fails or there is none. */
    public static Optional<String> output(List<String> command) {
        StringBuilder text = new StringBuilder();
        try {
            int status = run(
                    new ProcessBuilder(command),
                    QUESTION_LIMIT,
                    line -> text.append(line).append('\n'));
            return status == 0 ? Optional.of(text.toString()) : Optional.empty();
        } catch (IOException notInstalled) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
