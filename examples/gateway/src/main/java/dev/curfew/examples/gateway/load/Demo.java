package dev.curfew.examples.gateway.load;

import dev.curfew.examples.gateway.Program;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The gateway with one core, then with the other, each in a JVM of its own under the same load from this one: how they
 * compare, and that nothing is left of a client once it is gone.
 *
 * <p>Run: {@code make demo}. The exit code is 1 if anything happened that nobody asked for.
 */
@Command(
        name = "make demo",
        mixinStandardHelpOptions = true,
        versionProvider = Program.Version.class,
        sortOptions = false,
        description = "The gateway under load with both cores, side by side.")
public final class Demo implements Callable<Integer> {

    private static final Path DIRECTORY = Path.of("target", "demo");
    private static final int MOST_RATE = 1_000_000;
    private static final int MOST_SECONDS = 3_600;
    private static final String RATES = "1.." + MOST_RATE;
    private static final String SECONDS = "1.." + MOST_SECONDS;

    @Option(
            names = "--backends",
            paramLabel = "local|grpc",
            description = "local: in the gateway; grpc: processes behind it. Default: local")
    private Settings.Backends backends = Settings.Backends.LOCAL;

    @Option(
            names = "--wheel",
            paramLabel = "own|loop",
            description = "Who turns the lock-free core's wheel. own: its thread; loop: the event loop. Default: own")
    private Settings.Wheel wheel = Settings.Wheel.OWN;

    @Option(
            names = "--rate",
            paramLabel = RATES,
            description = "Operations per second. Default: what two cores can hold")
    private @Nullable Integer rate;

    @Option(
            names = "--seconds",
            paramLabel = SECONDS,
            description = "Of measured load in each round. Default: 12, if quick 3")
    private @Nullable Integer seconds;

    @Option(names = "--quick", description = "One short round of each core, not two")
    private boolean quick;

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintStream out = System.out;

    private Demo() {}

    /**
     * Prints the comparison and writes it to {@code target/demo}.
     *
     * @param args see {@code --help}
     */
    public static void main(String[] args) {
        // Else Netty would find an SLF4J that nobody has set up.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        Program.run(new Demo(), args);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Settings settings = settings();
        out.println(settings.command());
        List<RoundResult> rounds;
        try {
            rounds = measure(settings);
        } catch (DemoFailure e) {
            out.println("FAILED: " + e.getMessage());
            return 1;
        }
        Comparison comparison = Comparison.of(settings, rounds);
        ComparisonTable.print(comparison, out);
        comparison.write(DIRECTORY);
        out.println("written: " + DIRECTORY.resolve("comparison.html") + ", " + DIRECTORY.resolve("comparison.json"));
        return comparison.failures().isEmpty() ? 0 : 1;
    }

    private Settings settings() {
        int chosenRate = rate != null ? rate : Settings.defaultRate(backends);
        int chosenSeconds = seconds != null ? seconds : Settings.defaultSeconds(quick);
        check("--rate", chosenRate, MOST_RATE);
        check("--seconds", chosenSeconds, MOST_SECONDS);
        String tick = System.getProperty(Settings.TICK, Settings.DEFAULT_TICK);
        return new Settings(backends, wheel, chosenRate, chosenSeconds, quick, tick);
    }

    private void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + "; allowed is 1.." + most);
        }
    }

    private List<RoundResult> measure(Settings settings) throws InterruptedException {
        out.println("the load generator warms up, on a gateway of no further use");
        new Rehearsal(settings, out).run();
        Map<String, Integer> rounds = new HashMap<>();
        List<RoundResult> results = new ArrayList<>();
        for (String core : settings.turns()) {
            int number = rounds.merge(core, 1, Integer::sum);
            out.printf("%s, round %d of %d%n", core, number, settings.rounds());
            RoundResult result = new Round(core, number, settings, out).run();
            tell(result.outcomes());
            results.add(result);
        }
        return results;
    }

    private void tell(Outcomes outcomes) {
        Histogram searches = outcomes.latencies(Latency.SEARCH);
        out.printf(
                Locale.ROOT,
                "  %,d requests, %,d answered; searches p50 %.1f ms, p99 %.1f ms%n",
                outcomes.offeredCount(),
                outcomes.answeredCount(),
                searches.getValueAtPercentile(50) / 1e6,
                searches.getValueAtPercentile(99) / 1e6);
    }
}
