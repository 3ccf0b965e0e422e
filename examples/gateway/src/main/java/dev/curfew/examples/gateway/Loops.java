package dev.curfew.examples.gateway;

import static java.util.Objects.requireNonNull;

import dev.curfew.CancelContext;
import dev.curfew.ContextRuntime;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.agrona.ErrorHandler;
import org.jspecify.annotations.Nullable;

/**
 * The event loops, and who sees to the deadlines of the contexts on them: one runtime for all with a thread of its own, or
 * a runtime per loop, on the loop.
 */
final class Loops implements AutoCloseable {

    private static final long STOP_SECONDS = 5;

    private final EventLoopGroup group;
    private final @Nullable ContextRuntime ownThread;
    private final Map<EventExecutor, Place> places = new IdentityHashMap<>();

    private Loops(
            EventLoopGroup group,
            @Nullable ContextRuntime ownThread,
            Function<EventExecutor, CancelContext> rootOf,
            ErrorHandler errorHandler) {
        this.group = group;
        this.ownThread = ownThread;
        group.forEach(loop -> {
            places.put(loop, new Place(rootOf.apply(loop), new Mailbox(loop, errorHandler)));
            loop.execute(() -> {}); // its thread starts with the first task, and deadlines are none
        });
    }

    static Loops start(Options options, ErrorHandler errorHandler, VitalThreads vital) {
        ThreadFactory threads = vital.named("gateway-loop");
        return switch (options.wheel) {
            case OWN -> withWheelOfItsOwn(options, errorHandler, threads);
            case LOOP -> withWheelOnEachLoop(options, errorHandler, threads);
        };
    }

    private static Loops withWheelOfItsOwn(Options options, ErrorHandler errorHandler, ThreadFactory threads) {
        ContextRuntime runtime = options.runtime(errorHandler).build();
        CancelContext root = runtime.background().withCancel();
        return new Loops(
                new MultiThreadIoEventLoopGroup(options.loops, threads, NioIoHandler.newFactory()),
                runtime,
                loop -> root,
                errorHandler);
    }

    private static Loops withWheelOnEachLoop(Options options, ErrorHandler errorHandler, ThreadFactory threads) {
        Map<Object, LoopWheel> wheels = new ConcurrentHashMap<>();
        IoHandlerFactory nio = NioIoHandler.newFactory();
        IoHandlerFactory factory = loop -> {
            LoopWheel wheel = new LoopWheel(nio.newHandler(loop), options, errorHandler);
            wheels.put(loop, wheel);
            return wheel;
        };
        return new Loops(
                new MultiThreadIoEventLoopGroup(options.loops, threads, factory),
                null,
                loop -> requireNonNull(wheels.get(loop)).runtime().background().withCancel(),
                errorHandler);
    }

    EventLoopGroup group() {
        return group;
    }

    Place of(EventLoop loop) {
        return requireNonNull(places.get(loop));
    }

    /** Ends all sessions: what is in flight is answered, then their connections are closed. */
    void cancel(Throwable cause) {
        places.values().forEach(place -> place.root().cancel(cause));
    }

    /** Stops the loops, which close what is still open, and with them, or after them, the runtimes. */
    @Override
    public void close() {
        group.shutdownGracefully(0, TimeUnit.SECONDS.toMillis(STOP_SECONDS), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(2 * STOP_SECONDS, TimeUnit.SECONDS);
        if (ownThread != null) {
            ownThread.close();
        }
    }
}
