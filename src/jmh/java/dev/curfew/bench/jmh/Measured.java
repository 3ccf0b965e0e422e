package dev.curfew.bench.jmh;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How everything here is measured. The heap is committed and touched before the first iteration: otherwise the first
 * seconds measure page faults of the kernel. {@link dev.curfew.bench.run.Effort} has its own numbers of forks and
 * iterations.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgs = {"-Xms1g", "-Xmx1g", "-Xmn512m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 600, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 700, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Measured {

    /** More than 32 KiB of heap, whose card marks share a cache line. */
    private static final int SPACING = 64 * 1024;

    /**
     * Makes the long-lived contexts of several threads, so far apart that they share neither a cache line nor a line of
     * card marks, wherever the collector moves them.
     *
     * @return the contexts; index by {@link #apart(Object[], int)}
     */
    static Object[] makeApart(int count, Supplier<Object> context) {
        Object[] spaced = new Object[2 * count];
        for (int i = 0; i < spaced.length; i += 2) {
            spaced[i] = context.get();
            spaced[i + 1] = new byte[SPACING];
        }
        return spaced;
    }

    static Object apart(Object[] spaced, int index) {
        return spaced[2 * index];
    }

    /** Moves what the set-up made to where long-lived contexts of a server are, so that no row depends on its age. */
    protected static void tenure() {
        System.gc();
        System.gc();
    }
}
