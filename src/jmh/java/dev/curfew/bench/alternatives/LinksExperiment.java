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
 * Question: what does exact removal cost, and how should a parent find its children: in a stack that keeps dead links for a
 * while, in slots, or in a list under a lock? And should a context be its own link, or have a link beside it that lets go of
 * it at its end?
 *
 * <p>Prediction: a link object costs 24 bytes, its share of the collector and a store, some nanoseconds. {@code bitmap-slots}
 * has two atomic steps more per operation than the library's slots, so about two CASes more in every order.
 * {@code locked-list} has two CASes more too, cheap ones on one thread, and touches two siblings at each end: they are in the
 * cache with 64 in flight, less so with 1,000. The cursor stack is fastest in the order of a stack, and inspects a link that
 * is not in the cache for each end in random order.
 *
 * <p>{@code cursor} and {@code link-objects} are not exact, {@code locked-list} is not lock-free. {@code curfew} is the
 * library, with what the reductions leave out. Each thread has a parent of its own. What ended children retain:
 * {@link LinkRetention}.
 *
 * <p>Blind spot: no thread collides with another or is descheduled, and no parent ends.
 *
 * <p>Run: {@code make bench-experiment E=Links}
 */
@State(Scope.Thread)
public class LinksExperiment extends Measured {

    private static final int RANDOM_SLOTS = 1 << 14;

    @Param({Children.CURFEW, Children.CURSOR, Children.LINK_OBJECTS, Children.BITMAP_SLOTS, Children.LOCKED_LIST})
    String design;

    private Children<Object> children;

    @Setup
    public void makeParent() {
        children = Children.named(design);
        tenure();
    }

    /** Some children in flight, and which of them end. */
    private abstract static class InFlight {

        private final short[] randomSlots = new short[RANDOM_SLOTS];
        private final Object[] before;
        private Object[] inFlight;
        private int next;

        InFlight(int count) {
            Random random = new Random(20_260_103);
            for (int i = 0; i < RANDOM_SLOTS; i++) {
                randomSlots[i] = (short) random.nextInt(count);
            }
            before = new Object[count];
        }

        /** Anew each time, so that the ring is young and storing into it marks no card. */
        final void refill(Children<Object> children) {
            Object[] old = inFlight == null ? before : inFlight;
            inFlight = new Object[old.length];
            for (int i = 0; i < old.length; i++) {
                inFlight[i] = children.derive();
                if (old[i] != null) {
                    children.end(old[i]);
                }
            }
        }

        final void replace(Children<Object> children) {
            int slot = randomSlots[next++ & RANDOM_SLOTS - 1];
            children.end(inFlight[slot]);
            inFlight[slot] = children.derive();
        }
    }

    /** 64 of them. */
    @State(Scope.Thread)
    public static class Few extends InFlight {

        public Few() {
            super(64);
        }

        @Setup(Level.Iteration)
        public void fill(LinksExperiment experiment) {
            refill(experiment.children);
        }
    }

    /** 1,000 of them. */
    @State(Scope.Thread)
    public static class Many extends InFlight {

        public Many() {
            super(1_000);
        }

        @Setup(Level.Iteration)
        public void fill(LinksExperiment experiment) {
            refill(experiment.children);
        }
    }

    /** Each child ends before the next is made; 64 older ones live. */
    @Benchmark
    @SuppressWarnings("unused") // Those that live are there.
    public void lifo(Few older) {
        children.end(children.derive());
    }

    /** 64 children in flight; any of them ends. */
    @Benchmark
    public void ring(Few few) {
        few.replace(children);
    }

    /** 1,000 children in flight; any of them ends. */
    @Benchmark
    public void ringOfThousand(Many many) {
        many.replace(children);
    }
}
