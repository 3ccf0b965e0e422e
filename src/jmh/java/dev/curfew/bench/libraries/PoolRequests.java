package dev.curfew.bench.libraries;

import dev.curfew.ContextRuntime;
import dev.curfew.ScopePool;

/**
 * A scope for the request and one for each call, of a pool of this thread. The values are in an array that the request
 * uses again. Where {@link CurfewRequests} derives a call from its request, the owner of a call's scope also polls that of
 * the request.
 */
final class PoolRequests implements Requests<PoolRequests.Pool> {

    private static final int CAPACITY = 64;
    private static final Runnable ACTION = () -> {};

    private final ContextRuntime runtime;
    private final int keys;

    record Pool(ScopePool scopes, Integer[] values) {}

    PoolRequests(ContextRuntime runtime, int keys) {
        this.runtime = runtime;
        this.keys = keys;
    }

    @Override
    public Pool open() {
        return new Pool(ScopePool.of(runtime.background(), CAPACITY), new Integer[keys]);
    }

    /** Another pool below the same context, because a pool has one owner. */
    @Override
    public Pool forThisThread(Pool server) {
        return open();
    }

    @Override
    public void close(Pool server) {
        server.scopes.close();
    }

    @Override
    public int serve(Pool server, int values) {
        ScopePool scopes = server.scopes;
        Integer[] bound = server.values;
        int seen = 0;
        long request = scopes.open(runtime.clock().nanoTime() + TIMEOUT_NANOS);
        for (int i = 0; i < values; i++) {
            bound[i] = i;
        }
        for (int c = 0; c < CALLS; c++) {
            long call = scopes.open();
            scopes.onDone(call, ACTION);
            for (int i = 0; i < values; i++) {
                seen += bound[i];
            }
            for (int i = 0; i < POLLS; i++) {
                seen += scopes.isDone(call) || scopes.isDone(request) ? 1 : 0;
            }
            scopes.stop(call, ACTION);
            scopes.release(call);
        }
        scopes.release(request);
        return seen;
    }
}
