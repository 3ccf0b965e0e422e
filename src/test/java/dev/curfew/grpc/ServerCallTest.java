package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextException;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The context that a served call has. */
@EveryCore
class ServerCallTest extends CallContract {

    @Test
    void itEndsWhenTheCallIsOver() {
        Channel channel = channel();
        Outcome answered = Outcome.ofUnary(channel, CallOptions.DEFAULT, "answered");
        Served.Call one = served.next();
        assertLive(one.context);
        one.complete("");
        assertTrue(answered.status().isOk());
        awaitDone(one.context);
        assertCanceled(one.context);
        Outcome failed = Outcome.ofUnary(channel, CallOptions.DEFAULT, "failed");
        Served.Call other = served.next();
        other.answer.onError(Status.ABORTED.withDescription("no").asRuntimeException());
        assertEquals(Status.Code.ABORTED, failed.status().getCode());
        awaitDone(other.context);
        assertCanceled(other.context);
    }

    @Test
    void aHandlerThatBlocksLearnsOfTheCancel() {
        CountDownLatch blocked = new CountDownLatch(1);
        CompletableFuture<Context> learned = new CompletableFuture<>();
        ServerServiceDefinition service = ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall((request, answer) -> {
                    Context context = GrpcContexts.current();
                    blocked.countDown();
                    try {
                        context.await();
                        learned.complete(context);
                    } catch (InterruptedException e) {
                        learned.completeExceptionally(e);
                    }
                }))
                .build();
        Channel channel = closedInTheEnd(new Loopback(root, service)).channel();
        CancelContext context = root.withCancel();
        Outcome outcome = Outcome.ofUnary(channel, context, "block");
        Background.await(blocked);
        context.cancel();
        assertSame(Context.CANCELED, Background.get(learned).err());
        assertEndedBy(context, outcome);
    }

    @Test
    void theServersOwnDeadlineIsADeadline() {
        Served.Call call = arrivedWithTimeout(loopback(root));
        assertTrue(call.context.hasDeadline());
        awaitDone(call.context);
        assertSame(Context.DEADLINE_EXCEEDED, call.context.err());
        assertTrue(call.context.cause() instanceof TimeoutException);
    }

    /**
     * A call of a client that sends a timeout and does not keep to it itself, so that the server's timer is alone. The
     * timeout grows until the call is there in time.
     */
    private Served.Call arrivedWithTimeout(Loopback loopback) {
        for (int millis = 50; ; millis *= 4) {
            Metadata headers = new Metadata();
            headers.put(Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER), millis + "m");
            Channel channel = ClientInterceptors.intercept(
                    loopback.connection(), MetadataUtils.newAttachHeadersInterceptor(headers));
            Outcome outcome = Outcome.ofUnary(channel, CallOptions.DEFAULT, "wait");
            Background.until("the call arrives or is too late", () -> served.count() > 0 || outcome.isOver());
            if (served.count() > 0) {
                return served.next();
            }
        }
    }

    @Test
    void itEndsWhenTheClientIsGone() {
        Loopback loopback = loopback(root);
        Outcome outcome = Outcome.ofUnary(loopback.connection(), CallOptions.DEFAULT, "wait");
        Served.Call call = served.next();
        loopback.connection().shutdownNow();
        awaitDone(call.context);
        assertSame(Context.CANCELED, call.context.err());
        assertFalse(outcome.status().isOk());
    }

    // ---- the base

    @Test
    void theBaseEndsAllCallsInItsOwnWords() {
        Because closing = new Because("the market has closed");
        CancelContext base = root.withTimeout(HOUR, closing);
        Channel channel = loopback(base).channel();
        List<Outcome> outcomes = new ArrayList<>();
        List<Served.Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            outcomes.add(Outcome.ofUnary(channel, CallOptions.DEFAULT, "wait"));
            calls.add(served.next());
        }
        assertEquals(base.deadlineNanos(), calls.get(0).context.deadlineNanos());
        base.expireIfDue(in(2 * HOUR_NANOS));
        for (Served.Call call : calls) {
            assertEnded(call.context, Context.DEADLINE_EXCEEDED, closing);
            call.answer.onError(GrpcContexts.status(call.context).asRuntimeException());
        }
        for (Outcome outcome : outcomes) {
            assertEquals(Status.Code.DEADLINE_EXCEEDED, outcome.status().getCode());
            assertEquals("the market has closed", outcome.status().getDescription(), "descriptions do cross the wire");
        }
    }

    @Test
    void aBaseThatHasEndedTakesNoMoreCalls() {
        CancelContext base = root.withCancel();
        Channel channel = loopback(base).channel();
        base.cancel(new Because("maintenance"));
        Status status =
                Outcome.ofUnary(channel, CallOptions.DEFAULT, "too late").status();
        assertEquals(Status.Code.UNAVAILABLE, status.getCode());
        assertEquals("the server takes no more calls", status.getDescription(), "why is not for clients");
        assertEquals(0, served.count());
    }

    @Test
    void aBaseThatEndsWhileTheCallIsPreparedTakesItNoMore() {
        CancelContext base = root.withCancel();
        PropagatedKeys keys = PropagatedKeys.none()
                .and(Wire.USER, Metadata.Key.of("user", new Metadata.AsciiMarshaller<>() {
                    @Override
                    public String toAsciiString(String value) {
                        return value;
                    }

                    @Override
                    public String parseAsciiString(String serialized) {
                        base.cancel();
                        return serialized;
                    }
                }));
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("user", Metadata.ASCII_STRING_MARSHALLER), "ada");
        NoCall call = new NoCall();
        new ContextServerInterceptor(base, keys).interceptCall(call, headers, (taken, with) -> {
            throw new AssertionError("the handler is called");
        });
        assertEquals(Status.Code.UNAVAILABLE, call.closed.getCode());
    }

    @Test
    void theBasesValuesAreThere() {
        Channel channel = loopback(root.withValue(USER, "the server's").withValue(Wire.USER, "nobody"))
                .channel();
        Outcome.ofUnary(channel, root, "who?");
        assertEquals("nobody", served.next().context.value(Wire.USER));
        Outcome.ofUnary(channel, root.withValue(Wire.USER, "ada"), "who?");
        Context context = served.next().context;
        assertEquals("ada", context.value(Wire.USER));
        assertEquals("the server's", context.value(USER));
        assertSame(runtime, context.runtime());
    }

    @Test
    void nothingIsLeftAtTheBase() {
        ForeignDone done = new ForeignDone();
        Channel channel = loopback(new ForeignForwarding(root, done)).channel();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CancelContext context = root.withCancel();
            outcomes.add(Outcome.ofUnary(channel, context, "" + i));
            Served.Call call = served.next();
            if (i % 3 == 0) {
                call.complete("");
            } else if (i % 3 == 1) {
                context.cancel();
            } else {
                call.answer.onError(new IllegalStateException("handler"));
            }
        }
        outcomes.forEach(Outcome::status);
        assertNothingAttached(done);
        assertEquals(200, done.everRegistered());
    }

    // ---- what the client sends

    @Test
    void unreadableMetadataIsNamedAndTheHandlerNotCalled() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("hops", Metadata.ASCII_STRING_MARSHALLER), "many");
        Channel channel = ClientInterceptors.intercept(
                loopback(root).connection(), MetadataUtils.newAttachHeadersInterceptor(headers));
        Status status = Outcome.ofUnary(channel, CallOptions.DEFAULT, "").status();
        assertEquals(Status.Code.INVALID_ARGUMENT, status.getCode());
        assertTrue(status.getDescription().contains("hops"), status.getDescription());
        assertEquals(0, served.count());
    }

    // ---- calls made while serving

    @Test
    void aCallMadeWhileServingEndsWithTheCallServed() {
        Channel channel = channel();
        CancelContext context = root.withValue(Wire.USER, "ada").withCancel();
        Outcome outer = Outcome.ofUnary(channel, context, "outer");
        Served.Call call = served.next();
        Outcome inner = Outcome.ofUnary(channel, call.context, "inner");
        Served.Call nested = served.next();
        assertEquals("ada", nested.context.value(Wire.USER));
        context.cancel();
        assertEndedBy(context, outer);
        assertEquals(Status.Code.CANCELLED, inner.status().getCode());
        awaitDone(nested.context);
    }

    @Test
    void aCallForADetachedContextOutlivesTheCallServed() {
        AtomicReference<Channel> channel = new AtomicReference<>();
        List<Outcome> inner = new ArrayList<>();
        CompletableFuture<Context> outer = new CompletableFuture<>();
        ServerServiceDefinition service = ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall((request, answer) -> {
                    Context context = GrpcContexts.current();
                    inner.add(Outcome.ofUnary(channel.get(), context.withoutCancel(), "go on"));
                    outer.complete(context);
                    answer.onNext("accepted");
                    answer.onCompleted();
                }))
                .build();
        channel.set(channel());
        Channel front = closedInTheEnd(new Loopback(root, service)).channel();
        CancelContext context = root.withCancel();
        assertTrue(Outcome.ofUnary(front, context, "start").status().isOk());
        context.cancel();
        awaitDone(Background.get(outer));
        Served.Call nested = served.next();
        assertLive(nested.context);
        nested.complete("still there");
        assertEquals("still there", inner.get(0).message());
        assertTrue(inner.get(0).status().isOk());
    }

    @Test
    void aCallMadeByAHandlerIsForItsContextWithoutSayingSo() {
        Channel back = channel();
        ServerServiceDefinition service = ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(
                        Wire.UNARY,
                        ServerCalls.asyncUnaryCall(
                                (request, answer) -> Outcome.ofUnary(back, CallOptions.DEFAULT, "inner")))
                .build();
        Channel front = closedInTheEnd(new Loopback(root, service)).channel();
        CancelContext context = root.withValue(Wire.USER, "ada").withTimeout(HOUR);
        Outcome outer = Outcome.ofUnary(front, context, "outer");
        Context nested = served.next().context;
        assertEquals("ada", nested.value(Wire.USER));
        assertTrue(nested.hasDeadline());
        context.cancel();
        assertEndedBy(context, outer);
        awaitDone(nested);
    }

    @Test
    void aUnaryHandlerThatThrowsEndsTheContext() {
        CompletableFuture<Context> seen = new CompletableFuture<>();
        ServerServiceDefinition service = ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall((request, answer) -> {
                    seen.complete(GrpcContexts.current());
                    throw Status.INTERNAL.asRuntimeException();
                }))
                .build();
        Channel front = closedInTheEnd(new Loopback(root, service)).channel();
        Outcome outcome = Outcome.ofUnary(front, CallOptions.DEFAULT, "throw");
        assertFalse(outcome.status().isOk());
        awaitDone(Background.get(seen));
    }

    // ---- servers that leave io.grpc.Context alone

    @Test
    void aServerThatCancelsNoContextStillEndsOurs() {
        ServerCall.Listener<String> cancelled = serveByHand();
        Context one = byHand;
        cancelled.onCancel();
        assertSame(Context.CANCELED, one.err());
        assertTrue(one.cause() instanceof StatusRuntimeException);
        ServerCall.Listener<String> completed = serveByHand();
        Context other = byHand;
        assertLive(other);
        completed.onComplete();
        assertCanceled(other);
    }

    /**
     * A context of gRPC reads cancelled before it notifies its listeners, and the handler may be called in between.
     */
    @Test
    void theContextHasEndedWhenTheHandlerHearsOfTheCancel() {
        Because reason = new Because("the client left");
        assertEndsBeforeTheHandlerHears(reason, Context.CANCELED);
    }

    @Test
    void aDeadlineOfWhichTheHandlerHearsAsACancelIsADeadline() {
        assertEndsBeforeTheHandlerHears(new TimeoutException("context timed out"), Context.DEADLINE_EXCEEDED);
    }

    /** The server calls the handler before gRPC's context has notified the listener of the interceptor. */
    private void assertEndsBeforeTheHandlerHears(Throwable reason, ContextException err) {
        CancellableContext grpc = io.grpc.Context.ROOT.withCancellation();
        AtomicReference<ServerCall.Listener<String>> call = new AtomicReference<>();
        AtomicReference<Termination> heard = new AtomicReference<>();
        grpc.addListener(cancelled -> call.get().onCancel(), Runnable::run);
        grpc.run(() -> call.set(new ContextServerInterceptor(root, Wire.KEYS)
                .interceptCall(new NoCall(), new Metadata(), (taken, headers) -> {
                    Context context = GrpcContexts.current();
                    return new ServerCall.Listener<String>() {
                        @Override
                        public void onCancel() {
                            heard.set(new Termination(context.err(), context.cause()));
                        }
                    };
                })));
        grpc.cancel(reason);
        assertEquals(new Termination(err, reason), heard.get());
    }

    @Test
    void aHandlerThatThrowsEndsTheContext() {
        IllegalStateException failure = new IllegalStateException("handler");
        ContextServerInterceptor interceptor = new ContextServerInterceptor(root, Wire.KEYS);
        assertThrows(
                IllegalStateException.class,
                () -> interceptor.interceptCall(new NoCall(), new Metadata(), (call, headers) -> {
                    byHand = GrpcContexts.current();
                    throw failure;
                }));
        assertEnded(byHand, Context.CANCELED, failure);
    }

    private Context byHand;

    private ServerCall.Listener<String> serveByHand() {
        return new ContextServerInterceptor(root, Wire.KEYS)
                .interceptCall(new NoCall(), new Metadata(), (call, headers) -> {
                    byHand = GrpcContexts.current();
                    return new ServerCall.Listener<>() {};
                });
    }

    private static final class NoCall extends ServerCall<String, String> {
        private Status closed;

        @Override
        public void request(int messages) {}

        @Override
        public void sendHeaders(Metadata headers) {}

        @Override
        public void sendMessage(String message) {}

        @Override
        public void close(Status status, Metadata trailers) {
            closed = status;
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public MethodDescriptor<String, String> getMethodDescriptor() {
            return Wire.UNARY;
        }
    }
}
