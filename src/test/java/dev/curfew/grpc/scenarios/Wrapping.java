package dev.curfew.grpc.scenarios;

import dev.curfew.Context;
import dev.curfew.Key;
import dev.curfew.grpc.ContextClientInterceptor;
import dev.curfew.grpc.ContextServerInterceptor;
import dev.curfew.grpc.PropagatedKeys;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import java.time.Duration;

/** How often the interceptors are around a call, and for which context. */
enum Wrapping {
    /** Not at all: the trace that the others must have. */
    NONE(0, false),
    ONCE(1, false),
    /** With a deadline that is far away. */
    TIMED(1, true),
    TWICE(2, true);

    static final String NAME = "curfew-user-bin";
    private static final Key<String> USER = Key.of("user");
    private static final PropagatedKeys KEYS =
            PropagatedKeys.none().and(USER, Metadata.Key.of(NAME, PropagatedKeys.UTF_8_STRING_MARSHALLER));
    private static final Duration FAR = Duration.ofHours(1);

    private final int times;
    private final boolean isTimed;

    Wrapping(int times, boolean isTimed) {
        this.times = times;
        this.isTimed = isTimed;
    }

    Context context(Context root) {
        Context context = root.withValue(USER, "Zoë");
        return isTimed ? context.withTimeout(FAR) : context.withCancel();
    }

    Channel around(Channel channel) {
        Channel wrapped = channel;
        for (int i = 0; i < times; i++) {
            wrapped = ClientInterceptors.intercept(wrapped, new ContextClientInterceptor(KEYS));
        }
        return wrapped;
    }

    void around(ServerBuilder<?> server, Context base) {
        for (int i = 0; i < times; i++) {
            server.intercept(new ContextServerInterceptor(base, KEYS));
        }
    }
}
