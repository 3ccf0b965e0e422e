package dev.curfew.bench.tail;

import dev.curfew.bench.data.Verdict.Outcome;
import dev.curfew.bench.jmh.PollBenchmark;
import java.util.List;
import org.openjdk.jmh.annotations.Fork;

/**
 * How much is measured.
 *
 * @param rounds how often all is measured, each time in a new JVM: what the machine does for a minute hits all
 *     alternatives
 * @param millis of one load in one round
 */
public record TailEffort(int rounds, long warmupMillis, long millis, List<String> jvmArgs) {

    /** To start a JVM with a touched heap, to set up and to collect garbage, as seen on 2 cores. */
    private static final long FORK_START_MILLIS = 900;

    /** What a user asks for. A smoke run has a JVM that starts sooner. */
    public static TailEffort of(boolean smoke, boolean quick) {
        return smoke
                ? new TailEffort(1, 100, 100, List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"))
                : quick
                        ? new TailEffort(1, 700, 1_000, heapOfTheBenchmarks())
                        : new TailEffort(Outcome.FEWEST_ROUNDS, 700, 1_500, heapOfTheBenchmarks());
    }

    private static List<String> heapOfTheBenchmarks() {
        return List.of(PollBenchmark.class.getAnnotation(Fork.class).jvmArgs());
    }

    long millisPerFork(Scenario scenario) {
        return FORK_START_MILLIS + warmupMillis + millis * scenario.loads.size();
    }
}
