package dev.curfew.examples.gateway;

import dev.curfew.ContextRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.agrona.ErrorHandler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts a gateway, and stops it with the process. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Program.Version.class,
        description = "Queries and orders over HTTP, each with a deadline. The core is chosen by -Dcurfew.core.")
public final class Gateway implements Callable<Integer> {

    @Mixin
    private final Options options = new Options();

    @Option(names = "--until-eof", description = "stop when stdin is closed, as it is when who started it has died")
    private boolean untilEof;

    @Spec
    private CommandSpec spec;

    Gateway() {}

    /** Serves until it is interrupted. */
    public static void main(String[] args) {
        Logs.ofAProgram();
        Classes.load();
        Program.run(new Gateway(), args);
    }

    @Override
    public Integer call() throws Exception {
        checkCore();
        ErrorHandler log = Logs::error;
        try (GatewayServer server = start(log)) {
            Thread closing = new Thread(server::close, "gateway-shutdown");
            Runtime.getRuntime().addShutdownHook(closing);
            System.out.println("listening on http://127.0.0.1:" + server.port());
            if (untilEof) {
                awaitEof(System.in);
            } else {
                new CountDownLatch(1).await(); // for good: who stops the process runs the hook
            }
        }
        return 0;
    }

    /** What the user may have got wrong is told to the user, without a stack trace. */
    private GatewayServer start(ErrorHandler log) throws IOException {
        try {
            options.check();
            VitalThreads vital = VitalThreads.ofTheProcess("gateway");
            return new GatewayServer(options, backends(log, vital), log, vital);
        } catch (BindException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--port is " + options.port + ": " + e.getMessage() + "; allowed is a free one of "
                            + Options.PORTS);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
    }

    private void checkCore() {
        if (options.wheel == Options.Wheel.LOOP
                && ContextRuntime.Core.MUTEX.name().equalsIgnoreCase(System.getProperty("curfew.core"))) {
            throw new ParameterException(
                    spec.commandLine(), "--wheel is loop, and -Dcurfew.core=mutex has no timing wheel; allowed is own");
        }
    }

    private Backends backends(ErrorHandler log, VitalThreads vital) throws IOException {
        return options.backends == Options.BackendsAre.GRPC
                ? GrpcBackends.start(options.seed, log, vital)
                : new LocalBackends(options.seed, log);
    }

    private static void awaitEof(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // Whatever it says.
        }
    }
}
