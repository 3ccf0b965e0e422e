package dev.curfew.bench.tail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Each operation is counted once, on the side of its window. The times are those of the machine: none is asserted. */
class OpenLoopTest {

    private static final long PER_SECOND = 10_000;
    private static final int PER_WINDOW = 10;
    private static final int WINDOWS = 100;
    private static final long MILLISECOND = 1_000_000;
    private static final long STALL = 10 * MILLISECOND;

    private static OpenLoop run(Work work, Switches switches) {
        OpenLoop loop = new OpenLoop(work, PER_SECOND, switches);
        loop.run(WINDOWS * MILLISECOND);
        return loop;
    }

    private static long recorded(OpenLoop loop) {
        return loop.undisturbed().getTotalCount() + loop.disturbed().getTotalCount();
    }

    /**
     * The kernel takes the processor in some windows, of which the first is 1.
     *
     * @param waitNanosEach for how long, each time
     */
    private record Fake(int first, int last, long waitNanosEach, AtomicInteger asked) implements Switches {

        @Override
        public long count() {
            int window = asked.getAndIncrement();
            return Math.max(0, Math.min(window, last) - first + 1);
        }

        @Override
        public long waitNanos() {
            return waitNanosEach * Math.max(0, Math.min(asked.get() - 1, last) - first + 1);
        }
    }

    private static Switches switchedIn(int first, int last, long waitNanosEach) {
        return new Fake(first, last, waitNanosEach, new AtomicInteger());
    }

    private static Switches never() {
        return switchedIn(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
    }

    /** A work whose n-th run takes so long. */
    private static Work stalls(int n, long nanos) {
        AtomicInteger runs = new AtomicInteger();
        return () -> {
            if (runs.incrementAndGet() == n) {
                spin(nanos);
            }
        };
    }

    @Test
    void withoutSwitchesNothingIsDisturbed() {
        OpenLoop loop = run(() -> {}, never());
        assertEquals(0, loop.disturbed().getTotalCount());
        assertEquals(0, loop.disturbedWindows());
        assertTrue(loop.undisturbed().getTotalCount() > 0);
    }

    @Test
    void switchesInEachWindowDisturbAll() {
        OpenLoop loop = run(() -> {}, switchedIn(1, Integer.MAX_VALUE, 0));
        assertEquals(loop.windows(), loop.disturbedWindows());
        // A loop that gives up, because the machine has stopped for long, records what it did not start.
        assertEquals(loop.unstarted(), loop.undisturbed().getTotalCount());
    }

    @Test
    void theWindowsBeforeASwitchStayUndisturbed() {
        OpenLoop loop = run(() -> {}, switchedIn(3, 3, 0));
        assertEquals(1, loop.disturbedWindows());
        assertTrue(loop.undisturbed().getTotalCount() >= 2 * (PER_WINDOW - 1));
    }

    @Test
    void aStallWithoutASwitchStaysInTheTail() {
        OpenLoop loop = run(stalls(PER_WINDOW + 2, STALL), never());
        assertEquals(0, loop.disturbedWindows());
        assertTrue(loop.undisturbed().getMaxValue() >= STALL);
    }

    /** The stall of the library lasts for many windows. The kernel took the processor in the first, and gave it back. */
    @Test
    void aShortSwitchDoesNotExcuseALongStall() {
        OpenLoop loop = run(stalls(PER_WINDOW + 1, STALL), switchedIn(2, 2, 1_000));
        assertEquals(1, loop.disturbedWindows());
        assertEquals(1_000, loop.takenNanos());
        assertTrue(loop.undisturbed().getMaxValue() >= STALL / 2);
    }

    @Test
    void theScheduleStandsStillWhileTheKernelHasTheProcessor() {
        long taken = 5 * STALL;
        long start = System.nanoTime();
        OpenLoop loop = run(() -> {}, switchedIn(2, 2, taken));
        assertEquals(taken, loop.takenNanos());
        assertTrue(System.nanoTime() - start >= (WINDOWS - 1) * MILLISECOND + taken);
    }

    @Test
    void theFirstOperationOfEachWindowIsNotRecorded() {
        OpenLoop loop = run(() -> {}, never());
        // A machine that stops makes the loop give up.
        assumeTrue(loop.unstarted() == 0 && loop.windows() == WINDOWS);
        assertEquals(WINDOWS * (PER_WINDOW - 1), recorded(loop));
    }

    @Test
    void aWorkThatIsTooSlowIsGivenUpAndCountedAsLate() {
        OpenLoop loop = run(() -> spin(STALL), never());
        assertTrue(loop.unstarted() > 0);
        assertTrue(recorded(loop) >= loop.unstarted());
    }

    @Test
    void theKernelTellsOfSwitchesWhereItIsLinux() {
        Switches switches = Switches.ofThisThread();
        long count = switches.count();
        long waitNanos = switches.waitNanos();
        assertTrue(count >= 0 && waitNanos >= 0);
        assertTrue(switches.count() >= count);
        assertTrue(switches.waitNanos() >= waitNanos);
    }

    private static void spin(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }
}
