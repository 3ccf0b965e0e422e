package dev.curfew.bench;

import static java.util.Objects.requireNonNull;

import dev.curfew.bench.data.Probe;
import dev.curfew.bench.data.ProbeResult;
import dev.curfew.bench.data.Refusal;
import dev.curfew.bench.golang.GoProbe;
import dev.curfew.bench.memory.Layouts;
import dev.curfew.bench.memory.MemoryProbe;
import dev.curfew.bench.probe.CascadeStall;
import dev.curfew.bench.probe.ColdStart;
import dev.curfew.bench.probe.FiringLateness;
import dev.curfew.bench.probe.WheelThreadCost;
import dev.curfew.bench.report.Compare;
import dev.curfew.bench.report.Matrix;
import dev.curfew.bench.report.Publish;
import dev.curfew.bench.report.Report;
import dev.curfew.bench.run.Effort;
import dev.curfew.bench.run.MatrixRun;
import dev.curfew.bench.run.Session;
import dev.curfew.bench.run.Subprocess;
import dev.curfew.bench.run.Suite;
import dev.curfew.bench.run.SuiteRun;
import dev.curfew.bench.tail.TailEffort;
import dev.curfew.bench.tail.TailProbe;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * Measures, and reports what was measured. All arguments of this JVM, as {@code -XX:+UseParallelGC}, are given to the
 * JVMs that it starts to measure.
 */
@Command(name = "bench", description = "Measures, and reports what was measured: target/bench has the results.")
public final class Bench {

    private static final Duration STAGE_LIMIT = Duration.ofHours(6);
    /** The commands that measure beside the rows of JMH, in JVMs of the same kind. */
    private static final List<String> PROBES =
            List.of("tail", "memory", "lateness", "cold", "cascade", "wheel-thread", "go");

    /** The options by which a run measures less than all of its rows, or for another time. */
    private static final List<String> NARROWING = List.of("--smoke", "--quick", "--bench", "--threads", "--forks");

    /** Options of each command that measures. */
    static final class Measuring {

        @Option(names = "--smoke", description = "Run everything once, to see that it runs: target/bench-smoke.")
        boolean smoke;

        @Option(names = "--quick", description = "Less of it.")
        boolean quick;

        @Option(names = "--dir", paramLabel = "PATH", description = "Where the results go.")
        @Nullable
        Path directory;

        @Spec(Spec.Target.MIXEE)
        @Nullable
        CommandSpec command;

        Path directory() {
            return directory != null ? directory : Path.of("target", smoke ? "bench-smoke" : "bench");
        }

        /** Takes a second. */
        Session start() {
            return Session.start(directory(), smoke, narrowed());
        }

        /** As {@code quick=true bench=Child}. */
        private String narrowed() {
            return requireNonNull(command).commandLine().getParseResult().matchedOptions().stream()
                    .filter(option -> NARROWING.contains(option.longestName()))
                    .map(option -> option.longestName().substring("--".length()) + "=" + option.getValue())
                    .collect(Collectors.joining(" "));
        }
    }

    /** Which rows to measure. */
    static final class Rows {

        @Option(names = "--bench", paramLabel = "REGEX", defaultValue = "", description = "Names of benchmarks.")
        String bench = "";

        @Option(
                names = "--threads",
                paramLabel = "N",
                description = "1, or for rows of several another number; max: 1, 2, 4 and so on up to the processors.")
        @Nullable
        String threads;

        @Nullable
        List<Integer> counts() {
            return threads == null ? null : Suite.threadCounts(threads);
        }
    }

    /** What collectors are compared on. */
    static final class Jdks {

        @Parameters(paramLabel = "HOME", description = "Homes of JDKs; this one if none is given.", arity = "0..*")
        List<String> homes = List.of();
    }

    @SuppressWarnings("unused") // picocli reads it.
    @Option(names = "--help", usageHelp = true, scope = ScopeType.INHERIT, description = "Shows this.")
    private boolean help;

    private Bench() {}

    /** Runs the command that the arguments name. Its exit status is 1 if something failed, and 2 if it did nothing. */
    public static void main(String[] args) {
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
        CommandLine commands = new CommandLine(new Bench()).setExecutionExceptionHandler((exception, line, parsed) -> {
            if (exception instanceof Refusal) {
                System.err.println(exception.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw exception;
        });
        System.exit(commands.execute(args));
    }

    private static int status(boolean complete) {
        return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(name = "layouts", description = "Prints the size of each node on several JVMs, as JOL lays it out.")
    void layouts() throws ClassNotFoundException {
        System.out.print(Layouts.table());
    }

    @Command(name = "help", description = "Lists the commands.")
    void list() {
        CommandLine.usage(this, System.out);
    }

    @Command(description = "The rows of JMH, and the report.")
    int suite(
            @Mixin Measuring options,
            @Mixin Rows rows,
            @Option(names = "--matrix", description = "The rows of a collector's column.") boolean matrix,
            @Option(names = "--full", description = "Every row with five forks: two hours.") boolean full,
            @Option(names = "--forks", paramLabel = "N", description = "Of each row. More make intervals narrower.")
                    @Nullable
                    Integer forks)
            throws IOException {
        Effort chosen = full
                ? Effort.FULL
                : matrix
                        ? Effort.MATRIX
                        : options.quick ? Effort.QUICK : options.smoke ? Effort.SMOKE : Effort.HEADLINE;
        Effort effort = options.smoke ? Effort.SMOKE : chosen;
        if (forks != null && forks < 1) {
            throw new Refusal("--forks=" + forks + " is less than 1");
        }
        return status(SuiteRun.measure(
                options.start(),
                effort,
                forks == null ? effort.forks() : forks,
                Suite.select(chosen.rows(), rows.bench, rows.counts()),
                directory -> Report.write(directory, System.out)));
    }

    @Command(description = "Percentiles up to the worst under a hot parent: thirteen minutes.")
    int tail(
            @Mixin Measuring options,
            @Option(
                            names = "--bench",
                            paramLabel = "REGEX",
                            defaultValue = "",
                            description = "Scenarios, alternatives.")
                    String bench)
            throws IOException, InterruptedException {
        TailEffort effort = TailEffort.of(options.smoke, options.quick);
        return status(TailProbe.run(options.start(), effort, Pattern.compile(bench)));
    }

    @Command(description = "Bytes of contexts, and what is retained of ten million ended ones: six minutes.")
    void memory(@Mixin Measuring options) throws IOException, InterruptedException {
        MemoryProbe.run(options.start());
    }

    @Command(description = "How late deadlines fire, in percentiles: six minutes.")
    void lateness(@Mixin Measuring options) throws IOException, InterruptedException {
        FiringLateness.run(options.start());
    }

    @Command(description = "What the first runtime and the first requests of a JVM take: twenty seconds.")
    void cold(@Mixin Measuring options) throws IOException, InterruptedException {
        ColdStart.run(options.start());
    }

    @Command(description = "How long a due timer waits for cascades of the wheel, at worst: a minute.")
    void cascade(@Mixin Measuring options) throws IOException {
        CascadeStall.run(options.start());
    }

    @Command(name = "wheel-thread", description = "What the wheel's own thread costs, busy and idle: twenty seconds.")
    void wheelThread(@Mixin Measuring options) throws IOException, InterruptedException {
        WheelThreadCost.run(options.start());
    }

    @Command(description = "Go's own context on the same work, with a small and a large heap: eight minutes.")
    int go(@Mixin Measuring options, @Mixin Rows rows) throws IOException, InterruptedException {
        List<Integer> counts = rows.counts();
        return status(GoProbe.run(options.start(), options.quick, rows.bench, counts == null ? List.of(1, 2) : counts));
    }

    @Command(description = "Each collector, on one or more JDKs: ten minutes each.")
    int matrix(@Mixin Measuring options, @Mixin Jdks jdks) throws IOException, InterruptedException {
        Session session = options.start();
        return status(MatrixRun.measure(session, Bench.class, jdks.homes, (columns, last) -> {
            ProbeResult result = Matrix.of(columns);
            if (last) {
                result.print(System.out);
                session.write(Probe.MATRIX, result);
            } else {
                session.writeSoFar(Probe.MATRIX, result);
            }
        }));
    }

    @Command(description = "The table anew, with what was measured since.")
    void report(@Mixin Measuring options) throws IOException {
        Report.write(options.directory(), System.out);
    }

    @Command(description = "What got slower since a published run.")
    int compare(
            @Mixin Measuring options,
            @Parameters(paramLabel = "BASE", description = "A folder of bench-results, or a path.") String base,
            @Option(names = "--force", description = "Also if the runs are not alike.") boolean force)
            throws IOException {
        return status(Compare.compare(base, options.directory(), force));
    }

    @Command(description = "The last run to bench-results, its table to README.")
    void publish(
            @Mixin Measuring options,
            @Option(names = "--name", defaultValue = "", description = "Of the folder.") String name,
            @Option(names = "--force", description = "Also if it is not the whole of a suite.") boolean force)
            throws IOException {
        Publish.publish(options.directory(), name, force);
    }

    @Command(description = "All that adds to the report of the last suite, and the report: forty minutes.")
    int probes(@Mixin Jdks jdks) throws IOException, InterruptedException {
        List<List<String>> stages = new ArrayList<>();
        PROBES.forEach(probe -> stages.add(List.of(probe)));
        List<String> matrix = new ArrayList<>(List.of("matrix"));
        matrix.addAll(jdks.homes);
        stages.add(matrix);
        stages.add(List.of("report"));
        return status(stages(stages));
    }

    @Command(description = "What is published: every row with five forks, then the probes. Three hours.")
    int full(@Mixin Jdks jdks) throws IOException, InterruptedException {
        boolean complete = stages(List.of(List.of("suite", "--full")));
        return Math.max(status(complete), probes(jdks));
    }

    @Command(description = "Everything once: it must run, not be fast. Four minutes.")
    int smoke() throws IOException, InterruptedException {
        List<List<String>> stages = new ArrayList<>(List.of(List.of("suite", "--smoke")));
        PROBES.forEach(probe -> stages.add(List.of(probe, "--smoke")));
        stages.add(List.of("matrix", "--smoke"));
        stages.add(List.of("report", "--smoke"));
        stages.add(List.of("compare", "--smoke", "target/bench-smoke"));
        return status(stages(stages));
    }

    /** Runs commands in JVMs of their own. What one of them cannot measure the others still do. */
    private static boolean stages(List<List<String>> stages) throws IOException, InterruptedException {
        boolean complete = true;
        for (List<String> stage : stages) {
            if (stage.contains("go") && !GoProbe.isInstalled()) {
                System.out.println("without Go: it is not installed");
                continue;
            }
            List<String> command =
                    Subprocess.java(Subprocess.ownHome(), Subprocess.inheritedArgs(), Bench.class, stage);
            int status = Subprocess.run(new ProcessBuilder(command), STAGE_LIMIT, System.out::println);
            if (status != 0) {
                System.out.println(String.join(" ", stage) + " FAILED, exit status " + status);
                complete = false;
            }
        }
        return complete;
    }
}
