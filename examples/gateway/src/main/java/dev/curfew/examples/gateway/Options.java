package dev.curfew.examples.gateway;

import dev.curfew.ContextRuntime;
import java.util.Locale;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a gateway is set up: its command line, which tests fill in as well. */
final class Options {

    enum Wheel {
        OWN,
        LOOP
    }

    enum BackendsAre {
        LOCAL,
        GRPC
    }

    static final String PORTS = "0..65535";
    private static final String LOOPS = "1..1024";
    private static final String QUEUES = "1..16777216";
    private static final String SHARES = "0..1";

    @Option(
            names = "--port",
            paramLabel = PORTS,
            description = "where to listen on loopback, 0 for any free port (8080)")
    int port = 8080;

    @Option(names = "--loops", paramLabel = LOOPS, description = "event loops (1)")
    int loops = 1;

    @Option(
            names = "--backends",
            paramLabel = "local|grpc",
            description = "in this process, or in one behind gRPC (local)")
    BackendsAre backends = BackendsAre.LOCAL;

    @Option(
            names = "--wheel",
            paramLabel = "own|loop",
            description = "who sees to deadlines: a thread of the runtime's own, or each event loop's duty cycle (own)")
    Wheel wheel = Wheel.OWN;

    @Option(names = "--seed", paramLabel = "-2^63..2^63-1", description = "of the simulated latencies (1)")
    long seed = 1;

    @Option(
            names = "--idle",
            paramLabel = "1ns..60s",
            converter = Time.class,
            description = "after which a connection without a request is closed (30s)")
    long idleNanos = 30_000_000_000L;

    @Option(
            names = "--request-limit",
            paramLabel = "1ns..60s",
            converter = Time.class,
            description = "from a request's first byte to its last (5s)")
    long requestNanos = 5_000_000_000L;

    @Option(
            names = "--last-answer-limit",
            paramLabel = "1ns..60s",
            converter = Time.class,
            description = "how long a client may take to read its last answer (30s)")
    long lastAnswerNanos = 30_000_000_000L;

    @Option(
            names = "--linger",
            paramLabel = "1ns..60s",
            converter = Time.class,
            description = "how long a client may take to close a connection once its last answer is sent (1s)")
    long lingerNanos = 1_000_000_000L;

    @Option(names = "--matching-queue", paramLabel = QUEUES, description = "orders on their way to matching (65536)")
    int matchingQueue = 65_536;

    @Option(
            names = "--never-acknowledged",
            paramLabel = SHARES,
            description = "of the orders, which then expire unless they are cancelled (0.1)")
    double neverAcknowledged = 0.1;

    /** Null: as the system property says. */
    ContextRuntime.@Nullable Core core;

    /**
     * Checks what has bounds.
     *
     * @throws IllegalArgumentException that names the option and what is allowed
     */
    void check() {
        require(port >= 0 && port <= 65_535, "--port", port, PORTS);
        require(loops >= 1 && loops <= 1_024, "--loops", loops, LOOPS);
        require(matchingQueue >= 1 && matchingQueue <= 1 << 24, "--matching-queue", matchingQueue, QUEUES);
        require(neverAcknowledged >= 0 && neverAcknowledged <= 1, "--never-acknowledged", neverAcknowledged, SHARES);
    }

    private static void require(boolean met, String option, Object value, String allowed) {
        if (!met) {
            throw new IllegalArgumentException(option + " is " + value + "; allowed is " + allowed);
        }
    }

    ContextRuntime.Builder runtime(ErrorHandler errorHandler) {
        ContextRuntime.Builder builder = ContextRuntime.builder().errorHandler(errorHandler);
        return core == null ? builder : builder.core(core);
    }

    String coreName() {
        return core == null
                ? System.getProperty("curfew.core", "lock-free")
                : core.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether orders can be scopes of pools, which the mutex core does not have. */
    boolean hasScopes() {
        return !coreName().equalsIgnoreCase("mutex");
    }

    /** Times as in requests. */
    static final class Time implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Timeouts.parse("time", text);
            } catch (Refusal e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
