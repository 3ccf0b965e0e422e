package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.fromGrpc;
import static dev.curfew.grpc.GrpcContexts.toGrpc;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.contract.Contract;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import io.grpc.Context.CancellableContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Long chains of bridges, on a small stack: no end is lost on the way (G9, G10). */
@EveryCore
class BridgeDepthTest extends Contract {

    private static final int MANY = 100_000;
    private static final int FEWER = 20_000;
    private static final long SMALL_STACK = 256 << 10;

    private final AtomicInteger told = new AtomicInteger();

    private static void onSmallStack(Runnable task) throws InterruptedException {
        Thread thread = new Thread(null, task, "small stack", SMALL_STACK);
        thread.start();
        thread.join();
    }

    /** From one context to the next, as many times. */
    private List<CancelContext> row(int bridges, CancelContext top, UnaryOperator<CancelContext> bridge) {
        List<CancelContext> row = new ArrayList<>(List.of(top));
        for (int i = 0; i < bridges; i++) {
            CancelContext next = bridge.apply(row.get(i));
            next.onDone(told::incrementAndGet);
            row.add(next);
        }
        return row;
    }

    private CancelContext overGrpc(CancelContext context) {
        return fromGrpc(toGrpc(context, io.grpc.Context.ROOT), root);
    }

    private void assertEndsWhole(List<CancelContext> row, Runnable end, ContextException err, Throwable cause)
            throws InterruptedException {
        onSmallStack(end);
        for (CancelContext context : row) {
            assertEnded(context, err, cause);
        }
        assertEquals(row.size() - 1, told.get());
    }

    @Test
    void aRowThatACancelEnds() throws InterruptedException {
        CancelContext top = root.withCancel();
        Because reason = new Because("the first");
        List<CancelContext> row = row(MANY, top, this::overGrpc);
        assertEndsWhole(row, () -> top.cancel(reason), Context.CANCELED, reason);
    }

    @Test
    void aRowThatADeadlineEnds() throws InterruptedException {
        Because late = new Because("late");
        CancelContext top = root.withTimeout(HOUR, late);
        List<CancelContext> row = row(FEWER, top, this::overGrpc);
        assertEndsWhole(row, () -> top.expireIfDue(in(2 * HOUR_NANOS)), Context.DEADLINE_EXCEEDED, late);
    }

    @Test
    void aRowThatGrpcEnds() throws InterruptedException {
        CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
        TimeoutException timeout = new TimeoutException();
        List<CancelContext> row = row(FEWER, fromGrpc(grpc, root), this::overGrpc);
        assertEndsWhole(row, () -> grpc.cancel(timeout), Context.DEADLINE_EXCEEDED, timeout);
    }

    @Test
    void aRowWithContextsOfGrpcsOwn() throws InterruptedException {
        CancelContext top = root.withCancel();
        List<CancelContext> row = row(FEWER, top, context -> {
            CancellableContext grpc = toGrpc(context, io.grpc.Context.ROOT);
            return fromGrpc(grpc.withCancellation().withCancellation(), root);
        });
        assertEndsWhole(row, top::cancel, Context.CANCELED, Context.CANCELED);
    }

    @Test
    void aRowOfBothCores() throws InterruptedException {
        Core other = subject.core() == Core.MUTEX ? Core.LOCK_FREE : Core.MUTEX;
        try (ContextRuntime others =
                ContextRuntime.builder().core(other).errorHandler(failures).build()) {
            CancelContext top = root.withCancel();
            List<CancelContext> row = row(
                    FEWER,
                    top,
                    context -> fromGrpc(
                            toGrpc(context, io.grpc.Context.ROOT),
                            context.runtime() == runtime ? others.background() : root));
            assertEndsWhole(row, top::cancel, Context.CANCELED, Context.CANCELED);
        }
    }

    /** Each base is the context that the bridge before has made. */
    @Test
    void aRowOfBases() throws InterruptedException {
        CancelContext top = root.withValue(USER, "ada").withCancel();
        List<CancelContext> row = row(FEWER, top, base -> fromGrpc(io.grpc.Context.ROOT, base));
        assertEndsWhole(row, top::cancel, Context.CANCELED, Context.CANCELED);
        List<String> users = new ArrayList<>();
        onSmallStack(() -> users.add(row.get(FEWER).value(USER)));
        assertEquals(List.of("ada"), users);
    }

    // ---- the end of a stack

    /** What hangs below one context that was cancelled so many frames from the end of a stack. */
    private record Ended(CancelContext top, CancellableContext grpc, CancelContext back) {}

    /**
     * The next end that crosses a bridge finishes what a stack overflow has interrupted, if it has not been reported.
     */
    @Test
    void theEndOfAStackLosesNoBridge() throws InterruptedException {
        List<Ended> all = new ArrayList<>();
        onSmallStack(() -> {
            for (int frames = 0; frames < 400; frames++) {
                CancelContext top = root.withCancel();
                CancellableContext grpc = toGrpc(top);
                CancelContext back = fromGrpc(grpc, root);
                back.withCancel().onDone(told::incrementAndGet);
                all.add(new Ended(top, grpc, back));
                try {
                    dive(frames, top::cancel);
                } catch (StackOverflowError e) {
                    // As near as that to its end.
                }
            }
            try (CancelContext last = root.withCancel()) {
                toGrpc(last);
            }
        });
        long reported =
                failures.take().stream().mapToLong(BridgeDepthTest::callbacks).sum();
        Background.until("what is lost was reported", () -> lost(all) <= reported);
    }

    private static long lost(List<Ended> all) {
        return all.stream()
                .filter(ended -> ended.top.isDone() && !(ended.grpc.isCancelled() && ended.back.isDone()))
                .count();
    }

    /** How many callbacks a report stands for. */
    private static long callbacks(Throwable failure) {
        return failure instanceof StackOverflowError
                ? 1
                : Long.parseLong(failure.getMessage().split(" ", 2)[0]);
    }

    /** Runs it so many frames from the end of the stack. Returns how many frames there are below. */
    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private static int dive(int frames, Runnable task) {
        int below;
        try {
            below = 1 + dive(frames, task);
        } catch (StackOverflowError e) {
            below = 0;
        }
        if (below == frames) {
            task.run();
        }
        return below;
    }
}
