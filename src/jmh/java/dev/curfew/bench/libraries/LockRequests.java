package dev.curfew.bench.libraries;

import org.jspecify.annotations.Nullable;

/** Contexts without values, the lists under spin locks or the port of Go's code, and a list of the values, as in Go. */
final class LockRequests<C, R> implements Requests<C> {

    private static final Runnable ACTION = () -> {};

    private final Contexts<C, C, R> contexts;
    private final Object[] keys;

    /** A bound value. */
    private record Bound(@Nullable Bound above, Object key, Object value) {}

    LockRequests(Contexts<C, C, R> contexts, int keys) {
        this.contexts = contexts;
        this.keys = new Object[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = new Object();
        }
    }

    @Override
    public C open() {
        return contexts.open();
    }

    @Override
    public void close(C server) {
        contexts.end(server);
    }

    @Override
    public int serve(C server, int values) {
        int seen = 0;
        C request = contexts.deriveFor(server, TIMEOUT_NANOS);
        Bound bound = null;
        for (int i = 0; i < values; i++) {
            bound = new Bound(bound, keys[i], i);
        }
        for (int c = 0; c < CALLS; c++) {
            C call = contexts.derive(request);
            R cut = contexts.register(call, ACTION);
            for (int i = 0; i < values; i++) {
                seen += (Integer) value(bound, keys[i]);
            }
            for (int i = 0; i < POLLS; i++) {
                seen += contexts.isDone(call) ? 1 : 0;
            }
            contexts.stop(call, cut);
            contexts.end(call);
        }
        contexts.end(request);
        return seen;
    }

    private static Object value(@Nullable Bound bound, Object key) {
        Bound at = bound;
        while (at != null && at.key != key) {
            at = at.above;
        }
        return at == null ? 0 : at.value;
    }
}
