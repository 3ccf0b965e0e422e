package dev.curfew.grpc;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.wheel.ManualClock;
import io.grpc.Deadline;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls for contexts whose clock the test moves, and whose wheel no thread drives. */
class ClientCallClockTest {

    private static final long HOUR = TimeUnit.HOURS.toNanos(1);

    private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 5);
    private final Context root = ContextRuntime.builder()
            .core(ContextRuntime.Core.LOCK_FREE)
            .clock(clock)
            .callerDriven()
            .build()
            .background();
    private final ScriptedChannel channel = new ScriptedChannel();
    private final Heard heard = new Heard();

    private void start(Context context) {
        channel.intercepted().newCall(Wire.UNARY, Outcome.madeFor(context)).start(heard, new Metadata());
    }

    /** What is left is taken over as it is. */
    @Test
    void deadlinesAreShownInRealTime() {
        CancelContext context = root.withTimeoutNanos(HOUR);
        start(context);
        assertAnHour(channel.options.getDeadline());
        Deadline bridged = GrpcContexts.toGrpc(context).getDeadline();
        assertAnHour(bridged);
        io.grpc.Context shown = io.grpc.Context.ROOT.withDeadline(bridged, IdleScheduler.INSTANCE);
        long left = GrpcContexts.fromGrpc(shown, root).remainingNanos();
        assertTrue(left <= HOUR && left > HOUR / 2, left + " ns");
        channel.close(Status.DEADLINE_EXCEEDED.withDescription("by grpc's clock"));
        assertEquals("by grpc's clock", heard.status().getDescription());
        assertFalse(context.isDone(), "by its own it is not late");
    }

    private static void assertAnHour(Deadline deadline) {
        long left = deadline.timeRemaining(NANOSECONDS);
        assertTrue(left <= HOUR && left > HOUR / 2, left + " ns");
    }

    /** A call that only read {@code isDone()} would miss a deadline that no thread has noticed. */
    @Test
    void aCloseNoticesThatTheDeadlineHasPassedAndTellsEverybody() {
        Because late = new Because("late");
        CancelContext owner = root.withTimeoutNanos(10, late);
        List<Thread> told = new ArrayList<>();
        owner.onDone(() -> told.add(Thread.currentThread()));
        CancelContext context = owner.withCancel();
        start(context);
        clock.advance(20);
        assertFalse(context.isDone(), "no thread has driven the wheel");
        channel.close(Status.DEADLINE_EXCEEDED);
        assertEquals(Status.Code.DEADLINE_EXCEEDED, heard.status().getCode());
        assertSame(late, heard.status().getCause());
        assertTrue(context.isDone());
        assertEquals(List.of(Thread.currentThread()), told);
    }

    @Test
    void aCloseForAnotherReasonDoesNotAsk() {
        CancelContext context = root.withTimeoutNanos(10);
        start(context);
        clock.advance(20);
        channel.close(Status.UNAVAILABLE);
        assertEquals(Status.Code.UNAVAILABLE, heard.status().getCode());
        assertFalse(context.isDone());
    }
}
