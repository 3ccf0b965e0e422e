package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.Background;
import dev.curfew.kit.EveryCore;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Streams that their context cuts in the middle. */
@EveryCore
class StreamingCallTest extends CallContract {

    private final Because reason = new Because("enough of this");

    @Test
    void aStreamOfAnswers() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        ClientCalls.asyncServerStreamingCall(
                channel().newCall(Wire.SERVER_STREAMING, Outcome.madeFor(context)), "ticks", outcome);
        Served.Call call = served.next();
        call.answer.onNext("one");
        call.answer.onNext("two");
        assertEquals("one", outcome.message());
        assertEquals("two", outcome.message());
        assertCutByCancel(context, outcome, call);
    }

    @Test
    void aStreamOfRequests() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        StreamObserver<String> requests = ClientCalls.asyncClientStreamingCall(
                channel().newCall(Wire.CLIENT_STREAMING, Outcome.madeFor(context)), outcome);
        requests.onNext("one");
        Served.Call call = served.next();
        assertEquals("one", Served.take("request", call.received));
        assertCutByCancel(context, outcome, call);
        requests.onNext("nobody hears this");
        requests.onCompleted();
    }

    @Test
    void bothWays() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        StreamObserver<String> requests = bidi(channel(), Outcome.madeFor(context), outcome);
        Served.Call call = served.next();
        for (int i = 0; i < 10; i++) {
            requests.onNext("ping " + i);
            assertEquals("ping " + i, Served.take("request", call.received));
            call.answer.onNext("pong " + i);
            assertEquals("pong " + i, outcome.message());
        }
        assertCutByCancel(context, outcome, call);
        requests.onNext("nobody hears this");
        call.answer.onNext("nor this");
    }

    private static StreamObserver<String> bidi(Channel channel, CallOptions options, Outcome outcome) {
        return ClientCalls.asyncBidiStreamingCall(channel.newCall(Wire.BIDI_STREAMING, options), outcome);
    }

    private void assertCutByCancel(CancelContext context, Outcome outcome, Served.Call call) {
        assertLive(call.context);
        context.cancel(reason);
        assertEndedBy(context, outcome);
        awaitDone(call.context);
        assertEquals(Context.CANCELED, call.context.err());
    }

    @Test
    void aDeadlineCutsAStream() {
        CancelContext context = root.withTimeoutNanos(150 * MILLI, reason);
        Outcome outcome = new Outcome();
        bidi(channel(), Outcome.madeFor(context), outcome);
        assertEquals(Status.Code.DEADLINE_EXCEEDED, outcome.status().getCode());
        assertEndedBy(context, outcome);
        assertEnded(context, Context.DEADLINE_EXCEEDED, reason);
    }

    @Test
    void aStreamThatIsCompletedEndsTheContextOfTheServer() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        StreamObserver<String> requests = bidi(channel(), Outcome.madeFor(context), outcome);
        Served.Call call = served.next();
        requests.onCompleted();
        assertEquals("completed", Served.take("end", call.received));
        assertLive(call.context);
        call.answer.onCompleted();
        assertTrue(outcome.status().isOk());
        awaitDone(call.context);
        assertCanceled(call.context);
        assertLive(context);
    }

    /** The same at the moment that counts: the context ends when the message is on its way to the call. */
    @Test
    void theEndBetweenUsAndTheCall() {
        CancelContext context = root.withCancel();
        AtomicBoolean ends = new AtomicBoolean();
        Channel connection = ClientInterceptors.intercept(loopback(root).connection(), new BeforeEachMessage(() -> {
            if (ends.get()) {
                context.cancel(reason);
            }
        }));
        Outcome outcome = new Outcome();
        StreamObserver<String> requests = bidi(Loopback.intercept(connection), Outcome.madeFor(context), outcome);
        requests.onNext("arrives");
        assertEquals("arrives", Served.take("request", served.next().received));
        ends.set(true);
        requests.onNext("does not");
        requests.onCompleted();
        assertEndedBy(context, outcome);
    }

    /** It runs on a thread of the transport, inside a callback. */
    @Test
    void theEndFromWithinAnAnswer() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        StreamObserver<String> endsIt = new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                context.cancel(reason);
            }

            @Override
            public void onError(Throwable failure) {
                outcome.onError(failure);
            }

            @Override
            public void onCompleted() {
                outcome.onCompleted();
            }
        };
        CallOptions options = Outcome.madeFor(context).withExecutor(Runnable::run);
        StreamObserver<String> requests =
                ClientCalls.asyncBidiStreamingCall(channel().newCall(Wire.BIDI_STREAMING, options), endsIt);
        Served.Call call = served.next();
        call.answer.onNext("enough?");
        assertEndedBy(context, outcome);
        requests.onNext("nobody hears this");
        awaitDone(call.context);
    }

    @Test
    void misuseIsStillToldOf() {
        CancelContext context = root.withCancel();
        Outcome outcome = new Outcome();
        ClientCall<String, String> call = channel().newCall(Wire.BIDI_STREAMING, Outcome.madeFor(context));
        ClientCalls.asyncBidiStreamingCall(call, outcome).onCompleted();
        assertThrows(IllegalStateException.class, () -> call.sendMessage("after the last"));
        assertThrows(IllegalStateException.class, call::halfClose);
        context.cancel();
        assertEndedBy(context, outcome);
    }

    /** Stands between our interceptor and the call. */
    private record BeforeEachMessage(Runnable action) implements ClientInterceptor {
        @Override
        public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                public void sendMessage(A message) {
                    action.run();
                    super.sendMessage(message);
                }
            };
        }
    }

    /** Who sends does not know yet that the context has ended on another thread, and must not be thrown at for that. */
    @Test
    void sendingRacesWithTheEnd() {
        Channel channel = channel();
        for (int i = 0; i < 50; i++) {
            CancelContext context = root.withCancel();
            Outcome outcome = new Outcome();
            StreamObserver<String> requests = bidi(channel, Outcome.madeFor(context), outcome);
            AtomicBoolean stop = new AtomicBoolean();
            Future<?> sender = Background.start(() -> {
                while (!stop.get()) {
                    requests.onNext("message");
                    Thread.yield();
                }
                requests.onCompleted();
            });
            Served.take("request", served.next().received);
            context.cancel(reason);
            assertEndedBy(context, outcome);
            stop.set(true);
            Background.get(sender);
        }
    }
}
