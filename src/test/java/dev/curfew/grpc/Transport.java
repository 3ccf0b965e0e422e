package dev.curfew.grpc;

import dev.curfew.kit.Background;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.inprocess.InProcessSocketAddress;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Consumer;

/** What calls travel over. */
public enum Transport {
    NETTY {
        @Override
        ServerBuilder<?> server() {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        @Override
        ManagedChannelBuilder<?> channel(SocketAddress server) {
            return NettyChannelBuilder.forAddress(server).usePlaintext();
        }

        @Override
        ManagedChannelBuilder<?> channelToNobody() {
            return NettyChannelBuilder.forTarget(Unresolvable.target()).usePlaintext();
        }
    },

    IN_PROCESS {
        @Override
        ServerBuilder<?> server() {
            return InProcessServerBuilder.forName(InProcessServerBuilder.generateName());
        }

        @Override
        ManagedChannelBuilder<?> channel(SocketAddress server) {
            return InProcessChannelBuilder.forName(((InProcessSocketAddress) server).getName());
        }

        @Override
        ManagedChannelBuilder<?> channelToNobody() {
            return InProcessChannelBuilder.forName(InProcessServerBuilder.generateName());
        }
    };

    /** At an address of its own. */
    abstract ServerBuilder<?> server();

    abstract ManagedChannelBuilder<?> channel(SocketAddress server);

    abstract ManagedChannelBuilder<?> channelToNobody();

    public final ManagedChannel toNobody() {
        return channelToNobody().build();
    }

    /** A server, and a channel to it, without interceptors of ours. */
    public record Connected(Server server, ManagedChannel channel) implements AutoCloseable {

        @Override
        public void close() {
            channel.shutdownNow();
            server.shutdownNow();
            Background.until("both have terminated", () -> channel.isTerminated() && server.isTerminated());
        }
    }

    public final Connected connect(Consumer<ServerBuilder<?>> content) {
        ServerBuilder<?> builder = server();
        content.accept(builder);
        try {
            Server server = builder.build().start();
            return new Connected(
                    server, channel(server.getListenSockets().get(0)).build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
