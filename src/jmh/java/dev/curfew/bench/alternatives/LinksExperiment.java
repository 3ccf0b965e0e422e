package dev.curfew.bench.alternatives;

import dev.curfew.bench.Measured;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: should a context be its own link below its parent, or have a link beside it that lets go of it at its end?
 *
 * <p>Prediction: a link object costs 24 bytes, its share of the collector and a store, some nanoseconds in the order of a
 * stack; out of order each inspected link is a line more that is not in the cache when 64 are in flight, so a little more.
 *
 * <p>{@code curfew} is the library, as a control of {@code intrusive}, its reduction; {@code link-objects} has the same
 * stack. Each thread has a parent of its own. What ended children retain: {@link LinkRetention}.
 *
 * <p>Run: {@code make bench-experiment E=Links}
 */
@State(Scope.Thread)
public class LinksExperiment extends Measured {

    private static final int IN_FLIGHT = 64;
    private static final int RANDOM_SLOTS = 4_096;

    @Param({Children.CURFEW, Children.INTRUSIVE, Children.LINK_OBJECTS})
    String design;

    private Children<Object> children;
    private final byte[] randomSlots = new byte[RANDOM_SLOTS];
    private Object[] inFlight;
    private int next;

    @Setup
    public void makeParent() {
        children = Children.named(design);
        Random random = new Random(20_260_103);
        for (int i = 0; i < RANDOM_SLOTS; i++) {
            randomSlots[i] = (byte) random.nextInt(IN_FLIGHT);
        }
        tenure();
    }

    /** Anew each time, so that the ring is young and storing into it marks no card. */
    @Setup(Level.Iteration)
    public void fill() {
        Object[] before = inFlight;
        inFlight = new Object[IN_FLIGHT];
        for (int i = 0; i < IN_FLIGHT; i++) {
            inFlight[i] = children.derive();
            if (before != null) {
                children.end(before[i]);
            }
        }
    }

    /** Each child ends before the next is made; 64 older ones live. */
    @Benchmark
    public void lifo() {
        children.end(children.derive());
    }

    /** 64 children in flight; any of them ends. */
    @Benchmark
    public void ring() {
        int slot = randomSlots[next++ & RANDOM_SLOTS - 1];
        children.end(inFlight[slot]);
        inFlight[slot] = children.derive();
    }
}
