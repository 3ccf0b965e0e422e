package dev.curfew.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.curfew.Context;
import dev.curfew.kit.Background;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What the client of a call sees of it. */
final class Outcome implements StreamObserver<String> {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> status = new CompletableFuture<>();
    private final AtomicInteger ends = new AtomicInteger();

    static CallOptions madeFor(Context context) {
        return CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context);
    }

    static Outcome ofUnary(Channel channel, Context context, String request) {
        return ofUnary(channel, madeFor(context), request);
    }

    static Outcome ofUnary(Channel channel, CallOptions options, String request) {
        return ofUnary(channel.newCall(Wire.UNARY, options), request);
    }

    static Outcome ofUnary(ClientCall<String, String> call, String request) {
        Outcome outcome = new Outcome();
        ClientCalls.asyncUnaryCall(call, request, outcome);
        return outcome;
    }

    @Override
    public void onNext(String message) {
        messages.add(message);
    }

    @Override
    public void onError(Throwable failure) {
        end(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
        end(Status.OK);
    }

    private void end(Status status) {
        ends.incrementAndGet();
        this.status.complete(status);
    }

    String message() {
        return Served.take("answer", messages);
    }

    boolean isOver() {
        return status.isDone();
    }

    /** How it ended, which must be once. */
    Status status() {
        Status ended = Background.get(status);
        assertEquals(1, ends.get(), "a call ends once");
        return ended;
    }
}
