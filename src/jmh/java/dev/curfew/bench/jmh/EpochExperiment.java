package dev.curfew.bench.jmh;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Question: does the end of the parent of a pool flag each slot, so that a poll is one read, or does a poll read one epoch,
 * too?
 *
 * <p>Prediction: the second read costs less than a nanosecond, as it is of a line that nobody writes. To flag 10,000 slots
 * takes 10,000 CASes, before the first action may run.
 *
 * <p>Blind spot: a reduction to the words, without actions and timers.
 */
@State(Scope.Thread)
public class EpochExperiment extends Measured {

    private static final int SLOTS = 1 << 13;
    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Slot.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** As large as a slot of the library. */
    private static final class Slot {
        private volatile long word;
        private long inside;
        private final Object[] actions = new Object[4];
        private final int[] orders = new int[4];
    }

    private static final class Ended {}

    private static final class Epoch {
        private final AtomicReference<Object> state = new AtomicReference<>(new Object());

        boolean isDone() {
            return state.getAcquire() instanceof Ended;
        }
    }

    private final Slot[] slots = new Slot[SLOTS];
    private final Epoch epoch = new Epoch();
    private long life = 1 << 16;
    private long handle;

    @Setup
    public void make() {
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
            slots[i].word = life;
        }
        handle = life | 17;
        tenure();
    }

    @Benchmark
    public boolean pollWord() {
        long asked = handle;
        return (long) WORD.getAcquire(slots[(int) asked & SLOTS - 1]) != (asked & -(1L << 16));
    }

    @Benchmark
    public boolean pollWordAndEpoch() {
        long asked = handle;
        return (long) WORD.getAcquire(slots[(int) asked & SLOTS - 1]) != (asked & -(1L << 16)) || epoch.isDone();
    }

    /** Per slot. Each call begins the next life. */
    @Benchmark
    @OperationsPerInvocation(SLOTS)
    public long endByWalk() {
        long ended = life;
        long next = ended + (1L << 16);
        long flagged = 0;
        for (Slot slot : slots) {
            if (WORD.compareAndSet(slot, ended, ended | 3)) {
                flagged++;
            }
        }
        for (Slot slot : slots) {
            WORD.setOpaque(slot, next);
        }
        life = next;
        return flagged;
    }
}
