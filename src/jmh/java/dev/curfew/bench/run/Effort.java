package dev.curfew.bench.run;

import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How long a run takes, and what it is for. A fork is a run of JMH of its own. */
public enum Effort {
    /** Does everything still run? The numbers mean nothing. Five minutes. */
    SMOKE(Suite.smoke(), 1, 0, 1, 1, 20),
    /** Did my change break it? Under 5 minutes. */
    QUICK(Suite.parse(Suite.QUICK), 3, 3, 150, 3, 200),
    /** What `make bench` shows. Half an hour. */
    HEADLINE(Suite.parse(Suite.HEADLINE), 5, 3, 200, 3, 300),
    /** The rows that a collector or a JDK may change, for each of them. Two minutes and a half. */
    MATRIX(Suite.parse(Suite.MATRIX), 3, 3, 150, 3, 200),
    /** What is published in full. Two hours. */
    FULL(Suite.parse(Suite.FULL), 5, 3, 200, 3, 300);

    /** To start a JVM with a touched heap, to set up, and to talk with JMH, as seen on 2 cores. */
    private static final int FORK_START_MILLIS = 1_300;

    private final List<Row> rows;
    private final int forks;
    private final int warmups;
    private final int warmupMillis;
    private final int iterations;
    private final int iterationMillis;

    Effort(List<Row> rows, int forks, int warmups, int warmupMillis, int iterations, int iterationMillis) {
        this.rows = rows;
        this.forks = forks;
        this.warmups = warmups;
        this.warmupMillis = warmupMillis;
        this.iterations = iterations;
        this.iterationMillis = iterationMillis;
    }

    String describe(int forks) {
        return String.format(
                Locale.ROOT,
                "%s: %d forks, each %d x %,d ms after %d x %,d ms of warm-up",
                name().toLowerCase(Locale.ROOT),
                forks,
                iterations,
                iterationMillis,
                warmups,
                warmupMillis);
    }

    public List<Row> rows() {
        return rows;
    }

    public int forks() {
        return forks;
    }

    /** About what a fork takes. */
    long millisPerFork() {
        return FORK_START_MILLIS + (long) warmups * warmupMillis + (long) iterations * iterationMillis;
    }

    /** For a run of JMH with one of the forks. */
    void applyTo(ChainedOptionsBuilder options) {
        options.forks(1)
                .warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(warmupMillis))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(iterationMillis));
        if (this == SMOKE) {
            options.jvmArgs("-Xmx2g", "-XX:TieredStopAtLevel=1");
        }
    }
}
