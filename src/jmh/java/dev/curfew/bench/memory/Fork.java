package dev.curfew.bench.memory;

import com.google.gson.Gson;
import dev.curfew.bench.ForkArgs;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for one measurement: what another has left on its heap does not count. */
final class Fork {

    private static final String REPORT = "report: ";
    /** From this on, the JVM warns of Unsafe unless told not to. */
    private static final int WARNS_OF_UNSAFE = 23;

    private static final long MOST_SECONDS = 150;

    private Fork() {}

    /** In the fork: hands the result over. */
    static void report(Object result) {
        System.out.println(REPORT + new Gson().toJson(result));
        // Timers' threads may not be daemons.
        System.exit(0);
    }

    /** Runs the main class and returns what it reports. */
    static <T> T run(Class<?> main, String heap, Class<T> result, String... args)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(main, heap, args))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread watchdog = stopIfLate(process);
        String report = null;
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(REPORT)) {
                    report = line.substring(REPORT.length());
                }
            }
        } finally {
            watchdog.interrupt();
            process.destroyForcibly();
        }
        if (report == null) {
            throw new IOException("no report from " + main.getSimpleName() + " " + String.join(" ", args));
        }
        return new Gson().fromJson(report, result);
    }

    private static Thread stopIfLate(Process process) {
        Thread watchdog = new Thread(
                () -> {
                    try {
                        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                            process.destroyForcibly();
                        }
                    } catch (InterruptedException e) {
                        // It has reported.
                    }
                },
                "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }

    /** Arguments of this JVM, as {@code -XX:+UseParallelGC}, come last and so prevail. */
    private static List<String> command(Class<?> main, String heap, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap));
        command.addAll(List.of(Graph.JVM_ARGS));
        if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(ForkArgs.inherited("smoke"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
