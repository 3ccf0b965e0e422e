package dev.curfew.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Each operation is counted once, on the side of its window. The times are those of the machine: none is asserted. */
class OpenLoopTest {

    private static final long PER_SECOND = 10_000;
    private static final int PER_WINDOW = 10;
    private static final int WINDOWS = 100;
    private static final long MILLISECOND = 1_000_000;

    private static OpenLoop run(Work work, LongSupplier switches) {
        OpenLoop loop = new OpenLoop(work, PER_SECOND, switches);
        loop.run(WINDOWS * MILLISECOND);
        return loop;
    }

    private static long recorded(OpenLoop loop) {
        return loop.undisturbed().getTotalCount() + loop.disturbed().getTotalCount();
    }

    /** Returns switches that the kernel made in some windows, of which the first is 1. */
    private static LongSupplier switchedIn(int first, int last) {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong switches = new AtomicLong();
        return () -> {
            int window = asked.getAndIncrement();
            return first <= window && window <= last ? switches.incrementAndGet() : switches.get();
        };
    }

    @Test
    void withoutSwitchesNothingIsDisturbed() {
        OpenLoop loop = run(() -> {}, () -> 7);
        assertEquals(0, loop.disturbed().getTotalCount());
        assertEquals(0, loop.disturbedWindows());
        assertTrue(loop.undisturbed().getTotalCount() > 0);
    }

    @Test
    void switchesInEachWindowDisturbAll() {
        OpenLoop loop = run(() -> {}, switchedIn(1, Integer.MAX_VALUE));
        assertEquals(loop.windows(), loop.disturbedWindows());
        assertEquals(0, loop.undisturbed().getTotalCount());
    }

    @Test
    void theWindowsBeforeASwitchStayUndisturbed() {
        OpenLoop loop = run(() -> {}, switchedIn(3, 3));
        assertTrue(loop.disturbedWindows() >= 1);
        assertTrue(loop.undisturbed().getTotalCount() >= 2 * (PER_WINDOW - 1));
    }

    @Test
    void windowsStayDisturbedUntilTheLoopHasCaughtUp() {
        AtomicInteger operations = new AtomicInteger();
        // The first operation of the second window takes as long as five windows.
        Work stalls = () -> {
            if (operations.getAndIncrement() == PER_WINDOW) {
                spin(5 * MILLISECOND);
            }
        };
        OpenLoop loop = run(stalls, switchedIn(2, 2));
        assertTrue(loop.disturbedWindows() >= 5, () -> "disturbed: " + loop.disturbedWindows());
    }

    @Test
    void aStallWithoutASwitchStaysInTheTail() {
        AtomicInteger operations = new AtomicInteger();
        Work stalls = () -> {
            if (operations.getAndIncrement() == PER_WINDOW + 1) {
                spin(5 * MILLISECOND);
            }
        };
        OpenLoop loop = run(stalls, () -> 7);
        assertEquals(0, loop.disturbedWindows());
        assertTrue(loop.undisturbed().getMaxValue() >= 5 * MILLISECOND);
    }

    @Test
    void theFirstOperationOfEachWindowIsNotRecorded() {
        OpenLoop loop = run(() -> {}, () -> 7);
        // A machine that stops makes the loop give up.
        assumeTrue(loop.unstarted() == 0 && loop.windows() == WINDOWS);
        assertEquals(WINDOWS * (PER_WINDOW - 1), recorded(loop));
    }

    @Test
    void aWorkThatIsTooSlowIsGivenUpAndCountedAsLate() {
        OpenLoop loop = run(() -> spin(10 * MILLISECOND), () -> 7);
        assertTrue(loop.unstarted() > 0);
        assertTrue(recorded(loop) >= loop.unstarted());
    }

    @Test
    void theKernelTellsOfSwitchesWhereItIsLinux() {
        LongSupplier switches = Switches.ofThisThread();
        long before = switches.getAsLong();
        assertTrue(before >= 0);
        assertTrue(switches.getAsLong() >= before);
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
