package dev.curfew.grpc;

import static dev.curfew.grpc.GrpcContexts.fromGrpc;
import static dev.curfew.grpc.GrpcContexts.toGrpc;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.contract.Contract;
import dev.curfew.kit.EveryCore;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import io.grpc.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What grpc-java's tests hold its {@code Context} to, through the bridge and back; and that what crosses comes back.
 */
@EveryCore
class GrpcPromisesTest extends Contract {

    private final CancellableContext top = io.grpc.Context.ROOT.withCancellation();

    /** A context of gRPC below another context of gRPC, with two bridges between them. */
    private CancellableContext across(io.grpc.Context parent) {
        return toGrpc(fromGrpc(parent, root));
    }

    @Test
    void cancellationCascadesToAllDescendantsWithItsCause() {
        List<io.grpc.Context> below = new ArrayList<>();
        io.grpc.Context tip = top;
        for (int i = 0; i < 20; i++) {
            CancellableContext next = across(tip);
            below.add(next);
            below.add(next.withCancellation());
            below.add(across(next));
            tip = next;
        }
        Because reason = new Because("from the top");
        top.cancel(reason);
        for (io.grpc.Context context : below) {
            assertTrue(context.isCancelled());
            assertSame(reason, context.cancellationCause());
        }
    }

    @Test
    void aListenerIsToldOnce() {
        CancellableContext context = across(top);
        List<io.grpc.Context> told = new ArrayList<>();
        context.addListener(told::add, Runnable::run);
        top.cancel(null);
        context.cancel(null);
        context.close();
        assertEquals(List.of(context), told);
        context.addListener(told::add, Runnable::run);
        assertEquals(2, told.size(), "a listener that is added later is called at once");
    }

    @Test
    void aRemovedListenerIsNotTold() {
        CancellableContext context = across(top);
        List<io.grpc.Context> told = new ArrayList<>();
        CancellationListener listener = told::add;
        context.addListener(listener, Runnable::run);
        context.removeListener(listener);
        top.cancel(null);
        assertTrue(context.isCancelled());
        assertEquals(List.of(), told);
    }

    @Test
    void theEarliestDeadlineIsKept() {
        Deadline hour = Deadline.after(HOUR_NANOS, NANOSECONDS);
        CancellableContext bound = io.grpc.Context.ROOT.withDeadline(hour, IdleScheduler.INSTANCE);
        CancellableContext context = across(bound);
        assertTrue(left(context.getDeadline()) > HOUR_NANOS / 2);
        Deadline later = hour.offset(HOUR_NANOS, NANOSECONDS);
        assertEquals(
                context.getDeadline(),
                context.withDeadline(later, IdleScheduler.INSTANCE).getDeadline());
        Deadline sooner = hour.offset(-HOUR_NANOS / 2, NANOSECONDS);
        assertSame(sooner, context.withDeadline(sooner, IdleScheduler.INSTANCE).getDeadline());
        CancellableContext further =
                toGrpc(fromGrpc(context, root).withTimeoutNanos(HOUR_NANOS / 2).withTimeoutNanos(2 * HOUR_NANOS));
        assertTrue(left(further.getDeadline()) <= HOUR_NANOS / 2);
    }

    private static long left(Deadline deadline) {
        return deadline.timeRemaining(NANOSECONDS);
    }

    @Test
    void aChildOfACancelledParentIsBornCancelled() {
        Because reason = new Because("gone");
        top.cancel(reason);
        CancellableContext context = across(top);
        assertTrue(context.isCancelled());
        assertSame(reason, context.cancellationCause());
        assertFalse(context.cancel(null), "somebody has");
    }

    @Test
    void aChildDoesNotCancelItsParent() {
        CancellableContext context = across(top);
        context.cancel(new Because("own"));
        assertFalse(top.isCancelled());
    }

    @Test
    void aForkDoesNotCascade() {
        io.grpc.Context fork = across(top).fork();
        CancellableContext below = fork.withCancellation();
        top.cancel(null);
        assertFalse(fork.isCancelled());
        assertFalse(below.isCancelled());
    }

    @Test
    void higherUnitsAreToldFirst() {
        List<String> order = new ArrayList<>();
        top.addListener(cancelled -> order.add("top"), Runnable::run);
        CancelContext middle = fromGrpc(top, root);
        CancellableContext below = toGrpc(middle.withCancel());
        below.addListener(cancelled -> order.add("below"), Runnable::run);
        middle.onDone(() -> order.add("middle")); // although it comes later
        top.cancel(null);
        assertEquals(List.of("top", "middle", "below"), order);
    }

    // ---- there and back

    @Test
    void everyEndComesBackAsItWas() {
        Because reason = new Because("reason");
        TimeoutException timeout = new TimeoutException("of a socket");
        assertComesBack(canceledWith(null));
        assertComesBack(canceledWith(reason));
        assertComesBack(canceledWith(timeout));
        assertComesBack(canceledWith(Context.DEADLINE_EXCEEDED));
        assertComesBack(canceledWith(toGrpc(root.withTimeoutNanos(0)).cancellationCause()));
        assertComesBack(canceledWith(toGrpc(endedBy(canceledWith(timeout))).cancellationCause()));
        assertComesBack(parent -> parent.withTimeout(HOUR));
        assertComesBack(parent -> parent.withTimeout(HOUR, reason));
        assertComesBack(parent -> parent.withTimeout(HOUR, timeout));
        assertComesBack(parent -> parent.withTimeout(HOUR, Context.CANCELED));
    }

    private Function<Context, CancelContext> canceledWith(Throwable cause) {
        return parent -> {
            CancelContext context = parent.withCancel();
            toCancel.add(() -> context.cancel(cause));
            return context;
        };
    }

    private final List<Runnable> toCancel = new ArrayList<>();

    private Context endedBy(Function<Context, CancelContext> kind) {
        CancelContext context = kind.apply(root);
        end(context);
        return context;
    }

    private void end(CancelContext context) {
        toCancel.forEach(Runnable::run);
        toCancel.clear();
        context.expireIfDue(in(2 * HOUR_NANOS));
    }

    private void assertComesBack(Function<Context, CancelContext> kind) {
        CancelContext context = kind.apply(root);
        CancelContext back = fromGrpc(toGrpc(context), root);
        CancelContext twice = fromGrpc(toGrpc(back), root);
        end(context);
        assertTrue(context.isDone());
        assertEnded(back, context.err(), context.cause());
        assertEnded(twice, context.err(), context.cause());
        assertEnded(fromGrpc(toGrpc(context), root), context.err(), context.cause());
    }
}
