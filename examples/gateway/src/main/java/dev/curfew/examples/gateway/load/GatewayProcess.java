package dev.curfew.examples.gateway.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A gateway in a JVM of its own. It serves until its standard input ends, so it does not outlive the demo, however that
 * ends.
 */
final class GatewayProcess implements AutoCloseable {

    private static final String MAIN = "dev.curfew.examples.gateway.Gateway";
    private static final String LISTENING = "listening on ";
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 15;
    /** The same from the start to the end, and touched: its growth is not measured. Small, so that it is collected. */
    private static final List<String> HEAP = List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch");

    private final Process process;
    private final PrintStream out;
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private final Thread lastWill = new Thread(this::kill);

    private GatewayProcess(Process process, PrintStream out) {
        this.process = process;
        this.out = out;
    }

    /** What is done with a gateway while it runs. */
    interface Use<T> {
        T of(GatewayProcess gateway) throws IOException, InterruptedException;
    }

    /**
     * Starts a gateway, and has it end by itself after the use.
     *
     * @throws DemoFailure if there is no result
     */
    static <T> T during(String core, Settings settings, PrintStream out, Use<T> use) throws InterruptedException {
        try (GatewayProcess gateway = start(core, settings, out)) {
            try {
                T result = use.of(gateway);
                gateway.stop();
                return result;
            } catch (IOException e) {
                throw new DemoFailure(gateway.isAlive() ? "the gateway does not answer: " + e : gateway.death());
            }
        } catch (IOException e) {
            throw new DemoFailure("no gateway: " + e.getMessage());
        }
    }

    private static GatewayProcess start(String core, Settings settings, PrintStream out) throws IOException {
        Process process = new ProcessBuilder(command(core, settings))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        GatewayProcess gateway = new GatewayProcess(process, out);
        Runtime.getRuntime().addShutdownHook(gateway.lastWill);
        Thread reader = new Thread(gateway::readOutput, "gateway output");
        reader.setDaemon(true);
        reader.start();
        return gateway;
    }

    private static List<String> command(String core, Settings settings) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(HEAP);
        // What is given to the demo is for what it measures, and may change its heap, too.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-X"))
                .forEach(command::add);
        command.add("-D" + Settings.TICK + "=" + settings.tick());
        command.add("-Dcurfew.core=" + core);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN, "--port=0", "--until-eof"));
        command.add("--backends=" + Settings.lowerCase(settings.backends()));
        command.add("--wheel=" + Settings.lowerCase(settings.wheelOf(core)));
        return command;
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LISTENING)) {
                    address.complete(
                            URI.create(line.substring(LISTENING.length()).strip()));
                } else {
                    out.println("  gateway: " + line);
                }
            }
        } catch (IOException e) {
            // Its end, too.
        }
        address.completeExceptionally(new IOException("it ended before it listened"));
    }

    URI awaitAddress() throws InterruptedException {
        try {
            return address.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new DemoFailure("the gateway did not start: " + e.getCause().getMessage());
        } catch (TimeoutException e) {
            throw new DemoFailure("the gateway did not listen within " + START_SECONDS + " s");
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Used by all its threads, the JVM's too, since it started. */
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** In words, once it is dead. */
    String death() throws InterruptedException {
        return "the gateway died, exit code " + process.waitFor();
    }

    private void stop() throws IOException, InterruptedException {
        if (!isAlive()) {
            throw new DemoFailure(death());
        }
        process.getOutputStream().close();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new DemoFailure("the gateway did not end within " + STOP_SECONDS + " s of its input's end");
        }
        if (process.exitValue() != 0) {
            throw new DemoFailure("the gateway ended with exit code " + process.exitValue());
        }
    }

    /** Ends it whatever it does. */
    @Override
    public void close() {
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(lastWill);
        } catch (IllegalStateException e) {
            // The shutdown has begun: the hook runs, and finds nothing to do.
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
