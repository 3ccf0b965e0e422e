package dev.curfew.grpc;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.kit.ForeignDone;
import dev.curfew.kit.ForeignForwarding;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The service of a peer. It takes commands: {@code echo TEXT}, {@code hang NAME} without answer,
 * {@code forward PORT COMMAND} to another peer, {@code flood PORT LANES} with calls until the context ends,
 * {@code open} for how many other calls are served. A stream in both directions is echoed. It says what becomes of its
 * contexts.
 */
final class PeerService implements AutoCloseable {

    private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ForeignDone done = new ForeignDone();
    private final Consumer<String> say;
    private final Map<Integer, ManagedChannel> connections = new ConcurrentHashMap<>();

    PeerService(Consumer<String> say) {
        this.say = say;
    }

    /** The base of its contexts, which counts what hangs on it. */
    Context base() {
        return new ForeignForwarding(Context.background(), done);
    }

    /** How many calls are served. */
    int open() {
        return done.attached();
    }

    ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(Wire.SERVICE)
                .addMethod(Wire.UNARY, ServerCalls.asyncUnaryCall(this::command))
                .addMethod(Wire.BIDI_STREAMING, ServerCalls.asyncBidiStreamingCall(this::echo))
                .build();
    }

    private void command(String request, StreamObserver<String> answer) {
        doNotThrowAfterTheEnd(answer);
        Context context = GrpcContexts.current();
        String[] words = request.split(" ", 3);
        switch (words[0]) {
            case "echo" -> answer(answer, words[1]);
            case "hang" -> watch(words[1], context);
            case "forward" -> {
                watch(request.substring(request.lastIndexOf(' ') + 1), context);
                call(words[1], context.withValue(Wire.HOPS, context.value(Wire.HOPS) + 1), words[2], answer);
            }
            case "flood" -> {
                for (int lane = 0; lane < Integer.parseInt(words[2]); lane++) {
                    flood(words[1], context, lane);
                }
            }
            case "open" -> answer(answer, "" + (open() - 1));
            default -> answer.onError(Status.INVALID_ARGUMENT.asRuntimeException());
        }
    }

    private StreamObserver<String> echo(StreamObserver<String> answer) {
        doNotThrowAfterTheEnd(answer);
        watch("stream", GrpcContexts.current());
        return new StreamObserver<>() {
            @Override
            public void onNext(String message) {
                answer.onNext(message);
            }

            @Override
            public void onError(Throwable failure) {}

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private static void doNotThrowAfterTheEnd(StreamObserver<String> answer) {
        ((ServerCallStreamObserver<String>) answer).setOnCancelHandler(() -> {});
    }

    private static void answer(StreamObserver<String> answer, String message) {
        answer.onNext(message);
        answer.onCompleted();
    }

    private void watch(String name, Context context) {
        say.accept("began " + name + " for " + context.value(Wire.USER) + " after " + context.value(Wire.HOPS)
                + (context.hasDeadline() ? " within a deadline" : ""));
        context.onDone(() -> say.accept("ended " + name + (context.err().isTimeout() ? " late" : " canceled")));
    }

    private void call(String port, Context context, String command, StreamObserver<String> answer) {
        ClientCalls.asyncUnaryCall(channel(port).newCall(Wire.UNARY, Outcome.madeFor(context)), command, answer);
    }

    private Channel channel(String port) {
        return Loopback.intercept(connections.computeIfAbsent(Integer.valueOf(port), Loopback::connect));
    }

    /** One call after the other, some of them cut. */
    private void flood(String port, Context context, int turn) {
        if (context.isDone()) {
            return;
        }
        CancelContext call = context.withTimeoutNanos(SHORT_NANOS);
        call(port, call, turn % 3 == 0 ? "hang flood" : "echo flood", new StreamObserver<>() {
            @Override
            public void onNext(String message) {}

            @Override
            public void onError(Throwable failure) {
                onCompleted();
            }

            @Override
            public void onCompleted() {
                call.close();
                flood(port, context, turn + 1);
            }
        });
    }

    @Override
    public void close() {
        connections.values().forEach(ManagedChannel::shutdownNow);
    }
}
