package dev.curfew.bench.libraries;

import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.bench.data.Alternative;

/** Makes the one library of a fork. A benchmark does not know its types: it hands back to it what came from it. */
public final class Libraries {

    private Libraries() {}

    @SuppressWarnings("unchecked")
    public static Contexts<Object, Object, Object> contexts(Alternative alternative) {
        return (Contexts<Object, Object, Object>)
                switch (alternative) {
                    case CURFEW, MUTEX -> new CurfewContexts(runtime(alternative));
                    case PORT -> new PortContexts();
                    case SPIN -> new SpinContexts();
                    case GRPC -> new GrpcContexts(false);
                    case GRPC_LISTENER -> new GrpcContexts(true);
                    case KOTLIN -> new KotlinContexts();
                    case FUTURE -> new FutureContexts();
                    case FLOOR -> new FloorContexts();
                    default -> throw new IllegalArgumentException(alternative + " has no contexts");
                };
    }

    /** A runtime of this library with the thread and the tick that it has by default. */
    public static ContextRuntime runtime(Alternative alternative) {
        Core core = switch (alternative) {
            case CURFEW -> Core.LOCK_FREE;
            case MUTEX -> Core.MUTEX;
            default -> throw new IllegalArgumentException(alternative + " is not a core of this library");
        };
        return ContextRuntime.builder().core(core).build();
    }

    @SuppressWarnings("unchecked")
    public static Values<Object, Object> values(Alternative alternative) {
        return (Values<Object, Object>)
                switch (alternative) {
                    case CURFEW -> new CurfewValues(Core.LOCK_FREE);
                    case MUTEX -> new CurfewValues(Core.MUTEX);
                    case GRPC -> new GrpcValues();
                    case KOTLIN -> new KotlinValues();
                    default -> throw new IllegalArgumentException(alternative + " has no values");
                };
    }

    /** @param keys how many values a request may have */
    @SuppressWarnings("unchecked")
    public static Requests<Object> requests(Alternative alternative, int keys) {
        return (Requests<Object>)
                switch (alternative) {
                    case CURFEW, MUTEX -> new CurfewRequests(runtime(alternative), keys);
                    case POOL -> new PoolRequests(runtime(Alternative.CURFEW), keys);
                    case SPIN -> new LockRequests<>(new SpinContexts(), keys);
                    case PORT -> new LockRequests<>(new PortContexts(), keys);
                    case GRPC_LISTENER -> new GrpcRequests(true, keys);
                    case GRPC -> new GrpcRequests(false, keys);
                    case KOTLIN -> new KotlinRequests(keys);
                    default -> throw new IllegalArgumentException(alternative + " has no requests");
                };
    }

    public static Timers timers(Alternative alternative) {
        return switch (alternative) {
            case CURFEW -> new CurfewTimers();
            case NETTY -> new NettyTimers();
            case STPE -> new ExecutorTimers();
            case AGRONA -> new AgronaTimers();
            default -> throw new IllegalArgumentException(alternative + " has no timers of its own");
        };
    }
}
