package dev.curfew.bench;

import dev.curfew.ContextRuntime.Core;

/** Makes the one rival of a fork from the benchmark's {@code impl} parameter. */
public final class Rivals {

    public static final String CURFEW = "curfew";
    public static final String MUTEX = "mutex";
    public static final String GRPC = "grpc";
    /** grpc with a listener on each child, without which nothing is attached to the parent. */
    public static final String GRPC_LISTENER = "grpc+listener";

    public static final String KOTLIN = "kotlin";
    public static final String FUTURE = "future";
    /** {@code io.netty.util.HashedWheelTimer}. */
    static final String NETTY = "netty";
    /** {@code ScheduledThreadPoolExecutor}, one thread, remove-on-cancel. */
    static final String STPE = "stpe";
    /** {@code org.agrona.DeadlineTimerWheel}, for a single thread. */
    static final String AGRONA = "agrona";
    /** No library: a volatile read of an object's field, the least that polling can cost. */
    static final String FLOOR = "floor";

    private Rivals() {}

    /** The benchmarks do not know the rival's types. They only hand back to it what came from it. */
    @SuppressWarnings("unchecked")
    public static Rival<Object, Object, Object> named(String impl) {
        return (Rival<Object, Object, Object>) make(impl);
    }

    private static Rival<?, ?, ?> make(String impl) {
        return switch (impl) {
            case CURFEW -> new CurfewRival(Core.LOCK_FREE);
            case MUTEX -> new CurfewRival(Core.MUTEX);
            case GRPC -> new GrpcRival(false);
            case GRPC_LISTENER -> new GrpcRival(true);
            case KOTLIN -> new KotlinRival();
            case FUTURE -> new FutureRival();
            case FLOOR -> new FloorRival();
            default -> throw new IllegalArgumentException("no rival is called " + impl);
        };
    }
}
