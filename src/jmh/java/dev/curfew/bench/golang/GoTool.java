package dev.curfew.bench.golang;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The {@code go} of the path, and what it makes of our Go programs: one that runs their benchmarks. */
final class GoTool {

    private static final Path PROGRAMS = Path.of("src", "bench-go");
    private static final int LINES_OF_FAILURE = 20;

    private final Path program;

    private GoTool(Path program) {
        this.program = program;
    }

    /** As {@code go1.19.8 linux/amd64}; empty if there is none. */
    static Optional<String> version() throws InterruptedException {
        try {
            List<String> lines = new ArrayList<>();
            run(new ProcessBuilder("go", "version"), lines::add);
            return Optional.of(lines.get(0).replaceFirst("^go version ", ""));
        } catch (IOException notInstalled) {
            return Optional.empty();
        }
    }

    /** Compiles the programs to one in this directory. */
    static GoTool compile(Path directory) throws IOException, InterruptedException {
        if (!Files.isDirectory(PROGRAMS)) {
            throw new IOException("no " + PROGRAMS + " in " + Path.of("").toAbsolutePath());
        }
        Files.createDirectories(directory);
        Path program = directory.resolve("bench-go.test").toAbsolutePath();
        run(new ProcessBuilder("go", "test", "-c", "-o", program.toString()).directory(PROGRAMS.toFile()), line -> {});
        return new GoTool(program);
    }

    /**
     * Runs the benchmarks on so many threads, each once, in a process of their own, and hands on what it prints as it
     * comes.
     *
     * @param time of a run, as Go writes it: {@code 300ms}, or {@code 10x} for ten operations
     */
    void benchmark(String regex, int threads, String time, boolean brief, Consumer<String> lines)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-test.run", "^$", "-test.bench", regex));
        command.addAll(List.of("-test.benchmem", "-test.benchtime", time, "-test.timeout", "30m"));
        if (brief) {
            command.add("-test.short");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("BENCH_THREADS", Integer.toString(threads));
        builder.environment().remove("GOMAXPROCS");
        run(builder, lines);
    }

    private static void run(ProcessBuilder builder, Consumer<String> lines) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        Thread stop = new Thread(() -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
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
            throw new IOException(
                    String.join(" ", builder.command()) + " ended with " + exit + ":\n" + String.join("\n", last));
        }
    }
}
