package dev.curfew.bench.libraries;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Context.CancellationListener;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * {@code io.grpc.Context}. The listener of a call attaches the call to its request, and the request to the server, which
 * keeps it as long as it lives. Without listeners, a call has no action, and nothing is attached.
 */
final class GrpcRequests implements Requests<CancellableContext> {

    private static final Executor DIRECT = Runnable::run;
    private static final CancellationListener ACTION = context -> {};

    private final ScheduledThreadPoolExecutor scheduler = ExecutorTimers.newScheduler();
    private final boolean listens;
    private final Context.Key<Integer>[] keys;

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of keys has no type.
    GrpcRequests(boolean listens, int keys) {
        this.listens = listens;
        this.keys = new Context.Key[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = Context.key("key " + i);
        }
    }

    @Override
    public CancellableContext open() {
        return Context.ROOT.withCancellation();
    }

    @Override
    public void close(CancellableContext server) {
        server.cancel(null);
    }

    @Override
    public int serve(CancellableContext server, int values) {
        int seen = 0;
        CancellableContext request = server.withDeadlineAfter(TIMEOUT_NANOS, TimeUnit.NANOSECONDS, scheduler);
        Context context = request;
        for (int i = 0; i < values; i++) {
            context = context.withValue(keys[i], i);
        }
        for (int c = 0; c < CALLS; c++) {
            CancellableContext call = context.withCancellation();
            if (listens) {
                call.addListener(ACTION, DIRECT);
            }
            for (int i = 0; i < values; i++) {
                seen += keys[i].get(call);
            }
            for (int i = 0; i < POLLS; i++) {
                seen += call.isCancelled() ? 1 : 0;
            }
            if (listens) {
                call.removeListener(ACTION);
            }
            call.cancel(null);
        }
        request.cancel(null);
        return seen;
    }
}
