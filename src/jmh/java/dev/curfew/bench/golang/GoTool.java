package dev.curfew.bench.golang;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The {@code go} of the path, run where our Go programs are. */
final class GoTool {

    private static final Path PROGRAMS = Path.of("src", "bench-go");
    private static final int LINES_OF_FAILURE = 20;

    private GoTool() {}

    /** As {@code go1.19.8 linux/amd64}; empty if there is none. */
    static Optional<String> version() throws InterruptedException {
        try {
            List<String> lines = new ArrayList<>();
            run(1, lines::add, "go", "version");
            return Optional.of(lines.get(0).replaceFirst("^go version ", ""));
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    /**
     * Runs the benchmarks on so many threads, each several times, and hands on what it prints as it comes.
     *
     * @param time of a run, as Go writes it: {@code 700ms}, or {@code 10x} for ten operations
     */
    static void benchmark(String regex, int threads, int count, String time, boolean brief, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("go", "test", "-run", "^$", "-bench", regex, "-benchmem"));
        command.addAll(List.of("-count", Integer.toString(count), "-cpu", Integer.toString(threads)));
        command.addAll(List.of("-benchtime", time, "-timeout", "30m"));
        if (brief) {
            command.add("-short");
        }
        run(threads, lines, command.toArray(String[]::new));
    }

    private static void run(int threads, Consumer<String> lines, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(PROGRAMS.toFile()).redirectErrorStream(true);
        builder.environment().put("GOMAXPROCS", Integer.toString(threads));
        Process process = builder.start();
        Thread stop = new Thread(() -> process.descendants().forEach(ProcessHandle::destroy));
        Runtime.getRuntime().addShutdownHook(stop);
        List<String> last = new ArrayList<>();
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.accept(line);
                last.add(line);
                if (last.size() > LINES_OF_FAILURE) {
                    last.remove(0);
                }
            }
        }
        int exit = process.waitFor();
        Runtime.getRuntime().removeShutdownHook(stop);
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + exit + ":\n" + String.join("\n", last));
        }
    }
}
