package dev.curfew.bench.jmh;

import dev.curfew.bench.libraries.FloorContexts;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * Question: what do the primitives cost on this machine that all else is made of?
 *
 * <p>Prediction: in a virtual machine a clock reading costs as much as deriving and ending a child, a CAS a quarter of
 * it.
 *
 * <p>Alternatives: none. Blind spot: one thread, everything in the first-level cache. Each run includes this benchmark.
 */
@State(Scope.Thread)
@Shown(title = "Floor")
public class FloorBenchmark extends Measured {

    private final AtomicLong word = new AtomicLong();
    private final FloorContexts.Flag flag = new FloorContexts.Flag();

    /** 32 bytes with compressed class pointers. */
    static final class Small {
        final long first = 1;
        final long second = 2;
    }

    @Benchmark
    public long nanoTime() {
        return System.nanoTime();
    }

    @Benchmark
    public boolean compareAndSet() {
        long seen = word.getPlain();
        return word.compareAndSet(seen, seen + 1);
    }

    @Benchmark
    public boolean volatileRead() {
        return flag.state != null;
    }

    @Benchmark
    public Object allocate32Bytes() {
        return new Small();
    }
}
