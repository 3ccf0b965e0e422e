package dev.curfew.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.grpc.ContextClientInterceptor;
import dev.curfew.grpc.ContextServerInterceptor;
import dev.curfew.grpc.GrpcContexts;
import dev.curfew.grpc.PropagatedKeys;
import dev.curfew.kit.Background;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Context.CancellableContext;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The code of docs/grpc.md, and of the Javadoc of {@code dev.curfew.grpc}: a call to a server of its own, and the bridge. */
class GrpcGuideTest {

    private static final Key<String> USER = Key.of("user");
    private static final Key<String> TRACE = Key.of("trace");

    private static final class Declared {
        // snippet: keys
        static final PropagatedKeys KEYS = PropagatedKeys.none()
                .and(USER, Metadata.Key.of("user-bin", PropagatedKeys.UTF_8_STRING_MARSHALLER))
                .and(TRACE, Metadata.Key.of("trace-id", Metadata.ASCII_STRING_MARSHALLER));
        // end
    }

    // snippet: key
    private static final PropagatedKeys KEYS =
            PropagatedKeys.none().and(USER, Metadata.Key.of("user-bin", PropagatedKeys.UTF_8_STRING_MARSHALLER));
    // end

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

    /** The context of the call that was served last. */
    private static CompletableFuture<Context> served = new CompletableFuture<>();

    private final CancelContext base = Context.background().withCancel();
    private Server server;
    private ManagedChannel connection;

    @BeforeEach
    void serve() throws IOException {
        served = new CompletableFuture<>();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder("Greeter")
                        .addMethod(GREET, ServerCalls.asyncUnaryCall(GrpcGuideTest::greet))
                        .build())
                // snippet: server
                .intercept(new ContextServerInterceptor(base, KEYS))
                // end
                .build()
                .start();
        connection = NettyChannelBuilder.forAddress(server.getListenSockets().get(0))
                .usePlaintext()
                .build();
    }

    @AfterEach
    void stop() {
        connection.shutdownNow();
        server.shutdownNow();
        base.cancel();
    }

    // snippet: handler
    private static void greet(String greeting, StreamObserver<String> answer) {
        Context context = GrpcContexts.current();
        // end
        served.complete(context);
        // snippet: handler
        if (greeting.equals("slowly")) {
            work(context);
            System.out.println("server: nobody waits any more: " + context.err().getMessage());
            answer.onError(GrpcContexts.status(context).asRuntimeException());
            return;
        }
        // end
        answer.onNext(greeting + ", " + context.value(USER));
        answer.onCompleted();
    }

    private static void work(Context context) {
        try {
            context.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String call(Channel channel, Context context, String greeting) {
        try {
            return answer(channel, context, greeting);
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() + ", " + e.getStatus().getCause().getMessage();
        }
    }

    private static String answer(Channel channel, Context context, String greeting) {
        // snippet: call
        CallOptions options = CallOptions.DEFAULT.withOption(GrpcContexts.CONTEXT, context);
        return ClientCalls.blockingUnaryCall(channel, GREET, options, greeting);
        // end
    }

    @Test
    void valuesDeadlineAndEndCrossTheCall() {
        // snippet: client
        Channel channel = ClientInterceptors.intercept(connection, new ContextClientInterceptor(KEYS));
        Context session = Context.background().withValue(USER, "ada");
        // end
        assertEquals("hello, ada", call(channel, session, "hello"));
        served = new CompletableFuture<>();
        // snippet: client
        Exception late = new Exception("a second is all you get");
        try (CancelContext request = session.withTimeout(Duration.ofSeconds(1), late)) {
            System.out.println("client: " + call(channel, request, "slowly"));
        }
        // end
        Context onServer = Background.get(served);
        assertEquals("ada", onServer.value(USER));
        assertTrue(onServer.hasDeadline());
        Background.until("the handler's context has ended", onServer::isDone);
        try (CancelContext request = session.withTimeout(Duration.ofMillis(1), late)) {
            assertEquals(Status.Code.DEADLINE_EXCEEDED + ", a second is all you get", call(channel, request, "slowly"));
        }
    }

    @Test
    void bothDeclarationsHoldTheirKeys() {
        assertTrue(Declared.KEYS.toString().contains("trace-id"), Declared.KEYS::toString);
        assertTrue(KEYS.toString().contains("user-bin"), KEYS::toString);
    }

    /** Code that asks grpc's context only. */
    private static final class Code {

        private io.grpc.Context seen;

        void thatKnowsGrpcOnly() {
            seen = io.grpc.Context.current();
        }
    }

    @Test
    void theBridgeEndsWithEitherSide() {
        Code code = new Code();
        // snippet: bridge
        CancelContext context = GrpcContexts.fromGrpc(io.grpc.Context.current(), base);

        try (CancellableContext grpc = GrpcContexts.toGrpc(context)) {
            grpc.run(() -> code.thatKnowsGrpcOnly());
        }
        // end
        assertTrue(code.seen.isCancelled(), "closed");
        assertNull(context.err());
        CancellableContext open = GrpcContexts.toGrpc(context);
        Exception reason = new Exception("closing time");
        base.cancel(reason);
        assertSame(Context.CANCELED, context.err());
        assertSame(reason, open.cancellationCause());
    }

    @Test
    void codeInTheBridgeFindsTheContext() {
        Code code = new Code();
        Context context = base.withValue(USER, "ada");
        // snippet: to grpc
        try (CancellableContext grpc = GrpcContexts.toGrpc(context)) {
            grpc.run(() -> code.thatKnowsGrpcOnly());
        }
        // end
        code.seen.run(() -> assertSame(context, GrpcContexts.current()));
    }
}
