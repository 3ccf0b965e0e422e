package dev.curfew.grpc;

import dev.curfew.Context;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that answers nothing by itself: it remembers the calls, and the test does with them as it likes. */
final class Served {

    private static final long PATIENCE_SECONDS = 30;

    /** A call as its handler sees it. */
    static final class Call implements StreamObserver<String> {
        final Context context = GrpcContexts.current();
        final StreamObserver<String> answer;
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        private Call(StreamObserver<String> answer) {
            this.answer = answer;
            // Otherwise gRPC throws if the handler answers a call that is over.
            ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(() -> {});
        }

        void complete(String message) {
            answer.onNext(message);
            answer.onCompleted();
        }

        @Override
        public void onNext(String message) {
            received.add(message);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
            received.add("completed");
        }
    }

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final AtomicInteger count = new AtomicInteger();

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall(this::begin))
                .addMethod(Wire.SERVER_STREAMING, ServerCalls.asyncServerStreamingCall(this::begin))
                .addMethod(Wire.CLIENT_STREAMING, ServerCalls.asyncClientStreamingCall(this::begin))
                .addMethod(Wire.BIDI_STREAMING, ServerCalls.asyncBidiStreamingCall(this::begin))
                .build();
    }

    private void begin(String request, StreamObserver<String> answer) {
        Call call = new Call(answer);
        call.received.add(request);
        add(call);
    }

    private Call begin(StreamObserver<String> answer) {
        Call call = new Call(answer);
        add(call);
        return call;
    }

    private void add(Call call) {
        count.incrementAndGet();
        calls.add(call);
    }

    /** The next call to arrive. */
    Call next() {
        return take("call", calls);
    }

    /** The next with this request; others that arrived before stay as they are. */
    Call next(String request) {
        Call call = next();
        while (!request.equals(call.received.peek())) {
            call = next();
        }
        return call;
    }

    /** How many arrived. */
    int count() {
        return count.get();
    }

    static <T> T take(String what, BlockingQueue<T> queue) {
        try {
            T taken = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (taken == null) {
                throw new AssertionError("no " + what + " arrives");
            }
            return taken;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
