package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.grpc.ContextServerInterceptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The simulated backends as a process of their own. What a context is to a call in the gateway, it is here: it ends
 * when the gateway's does, and cuts the work. Serves until its standard input ends, so it does not outlive who started
 * it.
 */
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        versionProvider = Program.Version.class,
        description = "The gateway's backends, behind gRPC.")
public final class BackendServer implements Callable<Integer> {

    static final String LISTENING = "listening on port ";

    @Option(
            names = "--port",
            paramLabel = Options.PORTS,
            description = "where to listen on loopback, 0 for any free port (0)")
    private int port;

    @Option(names = "--seed", paramLabel = "-2^63..2^63-1", description = "of the simulated latencies (1)")
    private long seed = 1;

    private BackendServer() {}

    /** Serves. */
    public static void main(String[] args) {
        Logs.ofAProgram();
        Classes.load();
        Program.run(new BackendServer(), args);
    }

    @Override
    public Integer call() throws Exception {
        ErrorHandler log = Logs::error;
        LocalBackends backends = new LocalBackends(seed, log);
        VitalThreads vital = VitalThreads.ofTheProcess("backends");
        EventLoopGroup loop =
                new MultiThreadIoEventLoopGroup(1, vital.named("backends-loop"), NioIoHandler.newFactory());
        try (AgentRunner runner = new AgentRunner(
                new BackoffIdleStrategy(10, 10, 10_000, 1_000_000), log, null, new CompositeAgent(backends.agents()))) {
            AgentRunner.startOnThread(runner, vital.named("backends-agents")::newThread);
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .directExecutor() // nothing here blocks
                    .channelType(NioServerSocketChannel.class)
                    .bossEventLoopGroup(loop)
                    .workerEventLoopGroup(loop)
                    .addService(ServerInterceptors.intercept(
                            BackendService.of(backends),
                            new ContextServerInterceptor(Context.background(), BackendService.KEYS)))
                    .build()
                    .start();
            System.out.println(LISTENING + server.getPort());
            while (System.in.read() >= 0) {
                // Whatever it says.
            }
            vital.release();
            server.shutdownNow();
        }
        return 0;
    }
}
