package dev.curfew.bench.tail;

import dev.curfew.bench.jmh.PollBenchmark;
import java.util.List;
import org.openjdk.jmh.annotations.Fork;

/**
 * How much is measured.
 *
 * @param rounds how often all is measured, each time in a new JVM: what the machine does for a minute hits all
 *     alternatives
 * @param millis of one load in one round
 * @param targetMillis the same of the rows that {@link TailTarget} judges
 */
public record TailEffort(int rounds, long warmupMillis, long millis, long targetMillis, List<String> jvmArgs) {

    /** In each round 50 operations are above the percentile that is judged. */
    private static final long TARGET_MILLIS = 5_000;
    /** To start a JVM with a touched heap, to set up and to collect garbage, as seen on 2 cores. */
    private static final long FORK_START_MILLIS = 900;

    /** What a user asks for. A smoke run has a JVM that starts sooner. */
    public static TailEffort of(boolean smoke, boolean quick) {
        return smoke
                ? new TailEffort(1, 100, 100, 100, List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"))
                : quick
                        ? new TailEffort(1, 700, 1_000, 1_000, heapOfTheBenchmarks())
                        : new TailEffort(3, 700, 1_700, TARGET_MILLIS, heapOfTheBenchmarks());
    }

    private static List<String> heapOfTheBenchmarks() {
        return List.of(PollBenchmark.class.getAnnotation(Fork.class).jvmArgs());
    }

    long millisOf(Scenario scenario, Load load, String impl) {
        return TailTarget.judges(scenario, load, impl) ? targetMillis : millis;
    }

    long millisPerFork(Scenario scenario, String impl) {
        long loads = scenario.loads.stream()
                .mapToLong(load -> millisOf(scenario, load, impl))
                .sum();
        return FORK_START_MILLIS + warmupMillis + loads;
    }
}
