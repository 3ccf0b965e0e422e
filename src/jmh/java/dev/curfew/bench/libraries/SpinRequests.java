package dev.curfew.bench.libraries;

import dev.curfew.bench.libraries.SpinContexts.Node;
import org.jspecify.annotations.Nullable;

/** The lists under spin locks, and a list of the values that are bound, as in Go. */
final class SpinRequests implements Requests<Node> {

    private static final Runnable ACTION = () -> {};

    private final SpinContexts contexts = new SpinContexts();
    private final Object[] keys;

    /** A bound value. */
    private record Bound(@Nullable Bound above, Object key, Object value) {}

    SpinRequests(int keys) {
        this.keys = new Object[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = new Object();
        }
    }

    @Override
    public Node open() {
        return contexts.open();
    }

    @Override
    public void close(Node server) {
        server.end();
    }

    @Override
    public int serve(Node server, int values) {
        int seen = 0;
        Node request = contexts.deriveFor(server, TIMEOUT_NANOS);
        Bound bound = null;
        for (int i = 0; i < values; i++) {
            bound = new Bound(bound, keys[i], i);
        }
        for (int c = 0; c < CALLS; c++) {
            Node call = contexts.derive(request);
            Node cut = contexts.register(call, ACTION);
            for (int i = 0; i < values; i++) {
                seen += (Integer) value(bound, keys[i]);
            }
            for (int i = 0; i < POLLS; i++) {
                seen += contexts.isDone(call) ? 1 : 0;
            }
            cut.stop();
            call.end();
        }
        request.end();
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
