package dev.curfew.examples.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * How long an event loop is told to block. Netty's own wakes each second whatever it is told, so a mistake in this would
 * show in a whole gateway as lateness only.
 */
class LoopWheelBlockingTest {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Throwable> failures = new ArrayList<>();
    private final Channels channels = new Channels();
    private final LoopWheel wheel = new LoopWheel(channels, Setup.LOCK_FREE_ON_THE_LOOP.options(), failures::add);
    private final Context root = wheel.runtime().background();

    @AfterEach
    void nothingFailed() {
        assertEquals(List.of(), failures);
    }

    @Test
    void withoutDeadlinesAsLongAsTheLoopSays() {
        wheel.run(new Loop(NEVER));
        assertEquals(NEVER, channels.delayNanos);
        assertEquals(-1, channels.deadlineNanos);
        assertTrue(channels.canBlock);
        wheel.run(new Loop(5 * MINUTE));
        assertEquals(5 * MINUTE, channels.delayNanos);
    }

    @Test
    void noLongerThanUntilTheNextDeadline() {
        root.withTimeoutNanos(2 * MINUTE);
        CancelContext next = root.withTimeoutNanos(MINUTE);
        wheel.run(new Loop(NEVER));
        assertTrue(channels.canBlock);
        assertTrue(channels.delayNanos > 0 && channels.delayNanos < 2 * MINUTE, "ns: " + channels.delayNanos);
        assertTrue(channels.deadlineNanos > 0);
        next.cancel();
        wheel.run(new Loop(1));
        assertEquals(1, channels.delayNanos, "a task of the loop's is nearer");
    }

    @Test
    void whatIsDueEndsBeforeChannelsRun() {
        wheel.run(new Loop(NEVER));
        Context due = root.withTimeoutNanos(1);
        channels.whileRunning = () -> channels.dueHasEnded = due.isDone();
        Await.until("its tick is over", () -> {
            wheel.run(new Loop(NEVER));
            return due.isDone();
        });
        assertTrue(channels.dueHasEnded, "in the same turn");
        assertSame(Context.DEADLINE_EXCEEDED, due.err());
    }

    @Test
    void aNearerDeadlineWakesALoopThatBlocks() {
        root.withTimeoutNanos(MINUTE);
        channels.whileBlocking = () -> {
            root.withTimeoutNanos(2 * MINUTE);
            assertEquals(0, channels.wakeups, "it wakes in time by itself");
            root.withTimeoutNanos(TimeUnit.SECONDS.toNanos(1));
        };
        wheel.run(new Loop(NEVER));
        assertEquals(1, channels.wakeups);
    }

    @Test
    void theFirstDeadlineWakesALoopThatBlocks() {
        channels.whileBlocking = () -> root.withTimeoutNanos(MINUTE);
        wheel.run(new Loop(NEVER));
        assertEquals(1, channels.wakeups);
    }

    /** Between being asked whether it may block and for how long, a deadline is taken in by the second question. */
    @Test
    void oneThatComesJustBeforeIsTakenIn() {
        channels.beforeDelay = () -> root.withTimeoutNanos(MINUTE);
        wheel.run(new Loop(NEVER));
        assertTrue(channels.delayNanos <= MINUTE + TimeUnit.SECONDS.toNanos(1), "ns: " + channels.delayNanos);
    }

    /** More than a turn ends: then it does not block, but looks after its channels, and goes on. */
    @Test
    void itDoesNotBlockWhileMoreIsDue() {
        List<Context> many = armTogether(TimeUnit.MILLISECONDS.toNanos(200));
        long deadline = many.get(0).deadlineNanos();
        Await.until("the tick is over", () -> System.nanoTime() - deadline > 10_000_000);
        int turns = 0;
        do {
            wheel.run(new Loop(NEVER));
            turns++;
        } while (!channels.canBlock);
        assertTrue(turns > 1, "in one turn");
        many.forEach(context -> assertTrue(context.isDone()));
    }

    /** A busy machine may take longer than that: then it gets twice the time, until no deadline passes meanwhile. */
    private List<Context> armTogether(long nanos) {
        long deadline = System.nanoTime() + nanos;
        List<Context> many = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            many.add(root.withDeadlineNanos(deadline));
        }
        return System.nanoTime() - deadline < 0 ? many : armTogether(2 * nanos);
    }

    @Test
    void theEndOfTheLoopIsTheRuntimes() {
        Context armed = root.withTimeoutNanos(MINUTE);
        Context plain = root.withCancel();
        wheel.destroy();
        assertTrue(channels.destroyed);
        assertSame(Context.CANCELED, armed.err());
        assertFalse(plain.isDone());
    }

    /** What the loop itself would say. */
    private record Loop(long delay) implements IoHandlerContext {

        @Override
        public boolean canBlock() {
            return true;
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return delay;
        }

        @Override
        public long deadlineNanos() {
            return -1;
        }
    }

    /** Asks as NIO's handler does, and blocks never. */
    private static final class Channels implements IoHandler {

        private Runnable whileRunning = () -> {};
        private Runnable beforeDelay = () -> {};
        private Runnable whileBlocking = () -> {};
        private boolean canBlock;
        private long delayNanos;
        private long deadlineNanos;
        private int wakeups;
        private boolean dueHasEnded;
        private boolean destroyed;

        @Override
        public int run(IoHandlerContext context) {
            whileRunning.run();
            canBlock = context.canBlock();
            deadlineNanos = context.deadlineNanos();
            beforeDelay.run();
            delayNanos = context.delayNanos(System.nanoTime());
            whileBlocking.run();
            return 0;
        }

        @Override
        public void wakeup() {
            wakeups++;
        }

        @Override
        public void destroy() {
            destroyed = true;
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException("not in this test");
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> handleType) {
            return false;
        }
    }
}
