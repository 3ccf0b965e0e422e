package dev.curfew.grpc;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Calls made for a context, over a real transport. */
@EveryCore
class ClientCallTest extends CallContract {

    @Test
    void aCallThatIsAnsweredEndsWell() {
        Channel channel = channel();
        CancelContext context = root.withCancel();
        Outcome outcome = Outcome.ofUnary(channel, context, "hello");
        Served.Call call = served.next();
        assertEquals("hello", call.received.remove());
        call.complete("world");
        assertEquals("world", outcome.message());
        assertTrue(outcome.status().isOk());
        assertLive(context);
        context.close();
    }

    @Test
    void theDeadlineIsTheCallsAndCutsIt() {
        Because late = new Because("too late");
        CancelContext context = root.withTimeoutNanos(100 * MILLI, late);
        Outcome outcome = Outcome.ofUnary(channel(), context, "wait");
        assertEndedBy(context, outcome);
        assertEnded(context, Context.DEADLINE_EXCEEDED, late);
        assertEquals(Status.Code.DEADLINE_EXCEEDED, outcome.status().getCode());
        if (served.count() > 0) { // which may take longer, cold
            Served.Call call = served.next();
            assertTrue(call.context.hasDeadline());
            awaitDone(call.context);
        }
    }

    @Test
    void theDeadlineReachesTheServer() {
        CancelContext context = root.withTimeout(HOUR);
        Outcome outcome = Outcome.ofUnary(channel(), context, "wait");
        Served.Call call = served.next();
        long left = call.context.remainingNanos();
        assertTrue(left > HOUR_NANOS / 2 && left <= HOUR_NANOS, left + " ns");
        context.cancel();
        assertEndedBy(context, outcome);
    }

    @Test
    void anEarlierDeadlineOfTheCallStays() {
        CancelContext context = root.withTimeout(HOUR);
        CallOptions options = Outcome.madeFor(context).withDeadlineAfter(50, MILLISECONDS);
        Outcome outcome = Outcome.ofUnary(channel(), options, "wait");
        assertEquals(Status.Code.DEADLINE_EXCEEDED, outcome.status().getCode());
        assertLive(context);
        context.close();
    }

    @Test
    void aCancelCutsTheCallOnBothSides() {
        CancelContext context = root.withCancel();
        Outcome outcome = Outcome.ofUnary(channel(), context, "wait");
        Served.Call call = served.next();
        assertLive(call.context);
        context.cancel(new Because("the user left"));
        assertEndedBy(context, outcome);
        assertEquals("the user left", outcome.status().getDescription());
        awaitDone(call.context);
        assertSame(Context.CANCELED, call.context.err());
        assertTrue(call.context.cause() instanceof StatusRuntimeException, "causes do not cross the wire");
    }

    @Test
    void declaredValuesTravel() {
        Context context = root.withValue(Wire.USER, "ada").withValue(USER, "not declared");
        Channel channel = channel();
        Outcome outcome = Outcome.ofUnary(channel, context, "who?");
        Served.Call call = served.next();
        assertEquals("ada", call.context.value(Wire.USER));
        assertEquals(null, call.context.value(USER));
        call.complete("you");
        assertTrue(outcome.status().isOk());
    }

    @Test
    void aCallForAContextThatHasEndedIsNeverStarted() {
        Channel channel = channel();
        CancelContext canceled = root.withCancel();
        canceled.cancel(new Because("before"));
        for (Context ended : List.of(canceled, root.withTimeoutNanos(0))) {
            assertEndedBy(ended, Outcome.ofUnary(channel, ended, "late"));
            StatusRuntimeException thrown = Assertions.assertThrows(
                    StatusRuntimeException.class,
                    () -> ClientCalls.blockingUnaryCall(channel, Wire.UNARY, Outcome.madeFor(ended), "late"));
            assertSame(ended.cause(), thrown.getStatus().getCause());
            Outcome stream = new Outcome();
            StreamObserver<String> requests = ClientCalls.asyncBidiStreamingCall(
                    channel.newCall(Wire.BIDI_STREAMING, Outcome.madeFor(ended)), stream);
            requests.onNext("into nowhere");
            requests.onCompleted();
            assertEndedBy(ended, stream);
        }
        assertEquals(0, served.count());
    }

    @Test
    void aCallWithoutAContextIsServed() {
        Outcome outcome = Outcome.ofUnary(channel(), CallOptions.DEFAULT, "plain");
        Served.Call call = served.next();
        assertFalse(call.context.hasDeadline());
        assertEquals(null, call.context.value(Wire.USER));
        call.complete("");
        assertTrue(outcome.status().isOk());
    }

    @Test
    void theCurrentContextIsTheDefault() {
        Channel channel = channel();
        CancelContext context = root.withValue(Wire.USER, "ada").withCancel();
        List<Outcome> outcomes = new ArrayList<>();
        GrpcContexts.toGrpc(context).run(() -> outcomes.add(Outcome.ofUnary(channel, CallOptions.DEFAULT, "mine")));
        assertEquals("ada", served.next().context.value(Wire.USER));
        context.cancel(new Because("bye"));
        assertEndedBy(context, outcomes.get(0));
    }

    @Test
    void aBlockingCallIsCut() {
        Channel channel = channel();
        CancelContext context = root.withCancel();
        Future<String> answer = Background.call(
                () -> ClientCalls.blockingUnaryCall(channel, Wire.UNARY, Outcome.madeFor(context), "wait"));
        served.next();
        Because reason = new Because("enough");
        context.cancel(reason);
        AssertionError failure = Assertions.assertThrows(AssertionError.class, () -> Background.get(answer));
        assertSame(reason, Status.fromThrowable(failure.getCause()).getCause());
    }

    @Test
    void theCallersOwnCancelIsNotTheContexts() {
        CancelContext context = root.withCancel();
        ClientCall<String, String> call = channel().newCall(Wire.UNARY, Outcome.madeFor(context));
        Outcome outcome = Outcome.ofUnary(call, "wait");
        Served.Call seen = served.next();
        call.cancel("changed my mind", null);
        assertEquals("changed my mind", outcome.status().getDescription());
        awaitDone(seen.context);
        assertLive(context);
    }

    /** A channel that is still looking its server up takes calls, but does not look at their surroundings. */
    @Test
    void aCallThatWaitsForItsChannelIsCut() {
        ManagedChannel lost = NettyChannelBuilder.forTarget(Unresolvable.target())
                .usePlaintext()
                .build();
        closedInTheEnd(() -> Loopback.shutdown(lost));
        CancelContext context = root.withCancel();
        CallOptions options = Outcome.madeFor(context).withWaitForReady();
        Outcome outcome = Outcome.ofUnary(Loopback.intercept(lost), options, "is anybody there?");
        assertFalse(outcome.isOver());
        context.cancel(new Because("nobody is"));
        assertEndedBy(context, outcome);
    }

    // ---- nothing is left

    @Test
    void nothingIsLeftAtAContextWhateverBecameOfItsCalls() {
        Channel channel = channel();
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root, done);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CallOptions options = Outcome.madeFor(context);
            ClientCall<String, String> call = channel.newCall(
                    Wire.UNARY, i % 4 == 0 ? options.withDeadlineAfter(i % 8 == 0 ? 0 : 2, MILLISECONDS) : options);
            outcomes.add(Outcome.ofUnary(call, "" + i));
            if (i % 4 == 1) {
                call.cancel("no more", null);
            } else if (i % 4 == 2) {
                served.next("" + i).answer.onError(Status.ABORTED.asRuntimeException());
            } else if (i % 4 == 3) {
                served.next("" + i).complete("");
            }
        }
        outcomes.forEach(Outcome::status);
        assertNothingAttached(done);
        assertTrue(done.everRegistered() > 0);
    }

    /** Otherwise each call that is made in a callback of another call would be further from the root of gRPC. */
    @Test
    void detachedCallsShareTheirSurroundings() throws Exception {
        List<io.grpc.Context> surroundings = new ArrayList<>();
        Channel channel = Loopback.intercept(new NowhereChannel(() -> surroundings.add(io.grpc.Context.current())));
        Runnable call = () -> Outcome.ofUnary(channel, root.withCancel(), "");
        CancelContext current = root.withCancel();
        io.grpc.Context.CancellableContext attached = GrpcContexts.toGrpc(current);
        attached.run(call);
        surroundings.get(0).run(call);
        assertSame(surroundings.get(0), surroundings.get(1));
        assertSame(current, surroundings.get(0).call(GrpcContexts::current));
        io.grpc.Context.CancellableContext within = GrpcContexts.toGrpc(root.withCancel(), surroundings.get(0));
        within.run(call);
        attached.run(() -> Outcome.ofUnary(channel, current, ""));
        within.close();
        attached.close();
        assertEquals(
                List.of(false, false, false, true),
                surroundings.stream().map(io.grpc.Context::isCancelled).toList());
    }

    /** A call that ends with the current context stays in the current gRPC context, whose cancellation reaches it. */
    @Test
    void grpcsOwnCancellationReachesCallsForTheCurrentContext() {
        Channel channel = channel();
        CancelContext current = root.withCancel();
        List<Outcome> outcomes = new ArrayList<>();
        try (io.grpc.Context.CancellableContext attached = GrpcContexts.toGrpc(current);
                io.grpc.Context.CancellableContext below =
                        attached.call(() -> io.grpc.Context.current().withCancellation())) {
            Context detached = root.withCancel();
            below.run(() -> {
                for (Context context : List.of(current, current.withValue(Wire.USER, "ada"), detached)) {
                    outcomes.add(Outcome.ofUnary(channel, context, "wait"));
                    served.next();
                }
            });
            Because reason = new Because("grpc's");
            below.cancel(reason);
            assertSame(reason, outcomes.get(0).status().getCause());
            assertSame(reason, outcomes.get(1).status().getCause());
            assertFalse(outcomes.get(2).isOver());
            assertLive(current);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void startingThrowsNothingAndLeavesNothing() {
        ForeignDone done = new ForeignDone();
        Context context = new ForeignForwarding(root.withValue(Wire.USER, "ada"), done);
        Channel broken = new NowhereChannel(() -> {});
        Outcome outcome = Outcome.ofUnary(Loopback.intercept(broken), context, "");
        assertEquals("broken", outcome.status().getCause().getMessage());
        assertEquals(0, done.everRegistered());
    }

    @Test
    void theEndRacesWithStartAndClose() {
        Channel channel = channel();
        for (int i = 0; i < 100; i++) {
            ForeignDone done = new ForeignDone();
            CancelContext inner = root.withCancel();
            inner.onDone(done::end);
            Context context = new ForeignForwarding(inner, done);
            List<Outcome> outcomes = new ArrayList<>();
            boolean answered = i % 2 == 0;
            if (answered) {
                Outcome outcome = Outcome.ofUnary(channel, context, "close");
                Served.Call call = served.next();
                outcomes.add(outcome);
                Background.race(inner::cancel, () -> call.complete(""));
            } else {
                Background.race(inner::cancel, () -> outcomes.add(Outcome.ofUnary(channel, context, "start")));
            }
            Status status = outcomes.get(0).status();
            assertTrue(status.isOk() ? answered : status.getCause() == Context.CANCELED, status::toString);
            assertNothingAttached(done);
        }
    }
}
