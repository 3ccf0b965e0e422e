package dev.curfew.bench.tail;

import dev.curfew.bench.PollBenchmark;
import dev.curfew.bench.report.Output;
import java.util.List;
import org.openjdk.jmh.annotations.Fork;

/**
 * How much is measured, and at which rates.
 *
 * @param rounds how often all is measured, each time in a new JVM: what the machine does for a minute hits all rivals
 * @param millis of one load in one round
 * @param barMillis the same of the rows that {@link TailBar} judges
 * @param rate operations per second of the measuring thread
 * @param busyRate the same of the busy thread beside it; 0: as fast as it can
 */
record TailEffort(int rounds, long warmupMillis, long millis, long barMillis, long rate, long busyRate) {

    /** In each round 50 operations of the usual rate are above the percentile that is judged. */
    private static final double BAR_SECONDS = 5;

    private static final long RATE = 100_000;
    private static final long BUSY_RATE = 1_000_000;
    /** Starting a JVM with a touched heap, setting up and collecting garbage, as seen on 2 cores. */
    private static final long FORK_START_MILLIS = 900;

    private static final List<String> SMOKE_ARGS = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1");

    static TailEffort fromProperties() {
        boolean smoke = Output.flag("smoke");
        boolean quick = Output.flag("quick");
        double seconds = Double.parseDouble(System.getProperty("seconds", smoke ? "0.1" : quick ? "1" : "1.7"));
        boolean brief = smoke || quick || System.getProperty("seconds") != null;
        return new TailEffort(
                smoke || quick ? 1 : 3,
                smoke ? 100 : 700,
                Math.max(1, (long) (1_000 * seconds)),
                Math.max(1, (long) (1_000 * (brief ? seconds : BAR_SECONDS))),
                positive("rate", RATE),
                Long.getLong("busy", BUSY_RATE));
    }

    private static long positive(String property, long otherwise) {
        long value = Long.getLong(property, otherwise);
        if (value <= 0) {
            throw new IllegalArgumentException(property + "=" + value + " is not positive");
        }
        return value;
    }

    List<String> arguments() {
        return List.of(
                Integer.toString(rounds),
                Long.toString(warmupMillis),
                Long.toString(millis),
                Long.toString(barMillis),
                Long.toString(rate),
                Long.toString(busyRate));
    }

    /** Of what {@link #arguments} made. */
    static TailEffort parse(List<String> arguments) {
        return new TailEffort(
                Integer.parseInt(arguments.get(0)),
                Long.parseLong(arguments.get(1)),
                Long.parseLong(arguments.get(2)),
                Long.parseLong(arguments.get(3)),
                Long.parseLong(arguments.get(4)),
                Long.parseLong(arguments.get(5)));
    }

    /** The heap of the benchmarks with JMH; to see that all runs, a JVM that starts sooner. */
    List<String> jvmArgs() {
        return Output.flag("smoke")
                ? SMOKE_ARGS
                : List.of(PollBenchmark.class.getAnnotation(Fork.class).jvmArgs());
    }

    long millisOf(Scenario scenario, Load load, String impl) {
        return TailBar.judges(scenario, load, impl) ? barMillis : millis;
    }

    long millisPerFork(Scenario scenario, String impl) {
        long loads = scenario.loads().stream()
                .mapToLong(load -> millisOf(scenario, load, impl))
                .sum();
        return FORK_START_MILLIS + warmupMillis + loads;
    }
}
