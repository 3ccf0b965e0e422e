package dev.curfew.examples.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.grpc.ContextClientInterceptor;
import dev.curfew.grpc.ContextServerInterceptor;
import dev.curfew.grpc.GrpcContexts;
import dev.curfew.grpc.PropagatedKeys;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A server and its client over gRPC: a value, a deadline and a cancel cross the wire. */
public final class Hello {

    private static final Key<String> USER = Key.of("user");

    /** Client and server declare the same. */
    private static final PropagatedKeys KEYS =
            PropagatedKeys.none().and(USER, Metadata.Key.of("user-bin", PropagatedKeys.UTF_8_STRING_MARSHALLER));

    private Hello() {}

    // ---- the server

    private static Server serve(Context base) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("Greeter")
                        .addMethod(GREET, ServerCalls.asyncUnaryCall(Hello::greet))
                        .build())
                .intercept(new ContextServerInterceptor(base, KEYS))
                .build()
                .start();
    }

    private static void greet(String greeting, StreamObserver<String> answer) {
        Context context = GrpcContexts.current();
        System.out.println("server: " + greeting + " for " + context.value(USER)
                + (context.hasDeadline() ? " within a deadline" : ""));
        if (greeting.equals("slowly")) {
            work(context);
            System.out.println("server: nobody waits any more: " + context.err().getMessage());
            answer.onError(GrpcContexts.status(context).asRuntimeException());
            return;
        }
        answer.onNext(greeting + ", " + context.value(USER));
        answer.onCompleted();
    }

    /** As long as the client wants it. */
    private static void work(Context context) {
        try {
            context.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the server is killed", e);
        }
    }

    // ---- the client

    private static void greetFrom(Channel connection) {
        Channel channel = ClientInterceptors.intercept(connection, new ContextClientInterceptor(KEYS));
        Context session = Context.background().withValue(USER, "ada");
        try (CancelContext request = session.withTimeout(Duration.ofSeconds(10))) {
            System.out.println("client: " + call(channel, request, "hello"));
        }
        Exception late = new Exception("a second is all you get");
        try (CancelContext request = session.withTimeout(Duration.ofSeconds(1), late)) {
            System.out.println("client: " + call(channel, request, "slowly"));
        }
        Executor soon = CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS);
        try (CancelContext request = session.withCancel()) {
            soon.execute(() -> request.cancel(new Exception("the user left")));
            System.out.println("client: " + call(channel, request, "slowly"));
        }
    }

    private static String call(Channel channel, Context context, String greeting) {
        try {
            CallOptions options = CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context);
            return ClientCalls.blockingUnaryCall(channel, GREET, options, greeting);
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + ", " + e.getStatus().getCause().getMessage();
        }
    }

    /** Serves, and calls thrice. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (CancelContext serving = Context.background().withCancel()) {
            Server server = serve(serving);
            ManagedChannel connection = NettyChannelBuilder.forAddress(
                            server.getListenSockets().get(0))
                    .usePlaintext()
                    .build();
            greetFrom(connection);
            connection.shutdown().awaitTermination(10, TimeUnit.SECONDS);
            serving.cancel(new Exception("closing time")); // whatever is still served ends, and nothing more is
            server.shutdown().awaitTermination(10, TimeUnit.SECONDS);
        }
    }

    // ---- what generated code has for you

    private static final MethodDescriptor.Marshaller<String> TEXT = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static final MethodDescriptor<String, String> GREET = MethodDescriptor.newBuilder(TEXT, TEXT)
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("Greeter/Greet")
            .build();
}
