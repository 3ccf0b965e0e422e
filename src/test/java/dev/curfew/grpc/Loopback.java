package dev.curfew.grpc;

import dev.curfew.Context;
import dev.curfew.kit.Background;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A server with our interceptor and a channel to it with ours, over Netty's transport on the loopback interface. */
final class Loopback implements AutoCloseable {

    private final Server server;
    private final ManagedChannel connection;
    private final Channel channel;

    Loopback(Context base, ServerServiceDefinition service) {
        server = serve(base, service);
        connection = connect(server.getPort());
        channel = intercept(connection);
    }

    static Server serve(Context base, ServerServiceDefinition service) {
        try {
            return NettyServerBuilder.forAddress(address(0))
                    .addService(service)
                    .intercept(new ContextServerInterceptor(base, Wire.KEYS))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ManagedChannel connect(int port) {
        return NettyChannelBuilder.forAddress(address(port)).usePlaintext().build();
    }

    static Channel intercept(Channel connection) {
        return ClientInterceptors.intercept(connection, new ContextClientInterceptor(Wire.KEYS));
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** With our interceptor. */
    Channel channel() {
        return channel;
    }

    /** Without. */
    ManagedChannel connection() {
        return connection;
    }

    @Override
    public void close() {
        connection.shutdownNow();
        server.shutdownNow();
        Background.until(
                "channel and server have terminated", () -> connection.isTerminated() && server.isTerminated());
    }

    static void shutdown(ManagedChannel connection) throws InterruptedException {
        if (!connection.shutdownNow().awaitTermination(30, TimeUnit.SECONDS)) {
            throw new AssertionError("a channel does not terminate");
        }
    }
}
