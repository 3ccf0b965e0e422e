package dev.curfew.examples.gateway;

import dev.curfew.grpc.ContextClientInterceptor;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;

/** The backends as a process behind gRPC. While it is away its calls fail at once; when it is back they do not. */
final class GrpcBackends implements Backends {

    private static final int PATIENCE_MILLIS = 500;
    /** With one that has not answered last time: those who ask for figures wait for it. */
    private static final int LITTLE_PATIENCE_MILLIS = 20;

    private final BackendProcess process;
    private final EventLoopGroup loop;
    private final ManagedChannel channel;
    private final List<Source> sources;
    private Work before = Work.NONE;
    private boolean answers = true;
    /** What is known of the present process, and the sum of those that died. */
    private BackendService.WorkOf present = new BackendService.WorkOf(0, Work.NONE);

    private Work ofTheDead = Work.NONE;

    GrpcBackends(BackendProcess process, VitalThreads vital) {
        this.process = process;
        loop = new MultiThreadIoEventLoopGroup(1, vital.named("gateway-backends"), NioIoHandler.newFactory());
        channel = NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), process.port()))
                .usePlaintext()
                .channelType(NioSocketChannel.class)
                .eventLoopGroup(loop)
                .directExecutor() // replies only go to a mailbox
                .intercept(new ContextClientInterceptor(BackendService.KEYS))
                .build();
        process.onRevived(channel::resetConnectBackoff);
        sources = List.of(source(Source.QUOTES, 2), source(Source.FUNDAMENTALS, 5), source(Source.NEWS, 10));
    }

    static GrpcBackends start(long seed, ErrorHandler errorHandler, VitalThreads vital) throws IOException {
        return new GrpcBackends(BackendProcess.start(seed, errorHandler), vital);
    }

    private Source source(String name, int medianMillis) {
        return Source.of(
                name,
                new GrpcBackend(channel, BackendService.primary(name)),
                new GrpcBackend(channel, BackendService.replica(name)),
                2L * medianMillis);
    }

    BackendProcess process() {
        return process;
    }

    @Override
    public List<Source> sources() {
        return sources;
    }

    @Override
    public List<Agent> agents() {
        return List.of();
    }

    @Override
    public Work work() {
        return total().minus(before);
    }

    @Override
    public void resetWork() {
        before = total();
    }

    private Work total() {
        BackendService.WorkOf latest = ask();
        if (latest.pid() != present.pid()) {
            ofTheDead = ofTheDead.plus(present.work());
        }
        present = latest;
        return ofTheDead.plus(present.work());
    }

    /** What it says, or said last if it does not answer. */
    private BackendService.WorkOf ask() {
        try {
            int patience = answers ? PATIENCE_MILLIS : LITTLE_PATIENCE_MILLIS;
            CallOptions soon = CallOptions.DEFAULT.withDeadlineAfter(patience, TimeUnit.MILLISECONDS);
            String work = ClientCalls.blockingUnaryCall(channel, BackendService.WORK, soon, "");
            answers = true;
            return BackendService.WorkOf.parse(work);
        } catch (StatusRuntimeException e) {
            answers = false;
            return present;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        process.close();
    }
}
