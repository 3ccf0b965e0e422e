package dev.curfew.examples.gateway;

import dev.curfew.Context;
import dev.curfew.grpc.ContextServerInterceptor;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.CompositeAgent;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The simulated backends as a process of their own. What a context is to a call in the gateway, it is here: it ends when
 * the gateway's does, and cuts the work. Serves until its standard input ends, so it does not outlive who started it.
 */
@Command(name = "backends", mixinStandardHelpOptions = true, description = "The gateway's backends, behind gRPC.")
public final class BackendServer implements Callable<Integer> {

    static final String LISTENING = "listening on port ";

    private static final System.Logger LOG = System.getLogger("dev.curfew.examples.gateway");

    @Option(names = "--port", description = "where to listen on loopback, 0 for any free port (0)")
    private int port;

    @Option(names = "--seed", description = "of the simulated latencies (1)")
    private long seed = 1;

    private BackendServer() {}

    /** Serves. */
    public static void main(String[] args) {
        Logs.toJdk();
        System.exit(new CommandLine(new BackendServer()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        ErrorHandler log = failure -> LOG.log(System.Logger.Level.ERROR, "internal error", failure);
        LocalBackends backends = new LocalBackends(seed, log);
        try (AgentRunner runner = new AgentRunner(
                new BackoffIdleStrategy(10, 10, 10_000, 1_000_000), log, null, new CompositeAgent(backends.agents()))) {
            AgentRunner.startOnThread(runner);
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .directExecutor() // nothing here blocks
                    .addService(ServerInterceptors.intercept(
                            BackendService.of(backends),
                            new ContextServerInterceptor(Context.background(), BackendService.KEYS)))
                    .build()
                    .start();
            System.out.println(LISTENING + server.getPort());
            while (System.in.read() >= 0) {
                // Whatever it says.
            }
            server.shutdownNow();
        }
        return 0;
    }
}
