package dev.curfew.bench.libraries;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.Registration;

/** This library, on either core. */
final class CurfewRequests implements Requests<CancelContext> {

    private static final Runnable ACTION = () -> {};

    private final ContextRuntime runtime;
    private final Key<Integer>[] keys;

    @SuppressWarnings({"unchecked", "rawtypes"}) // An array of keys has no type.
    CurfewRequests(ContextRuntime runtime, int keys) {
        this.runtime = runtime;
        this.keys = new Key[keys];
        for (int i = 0; i < keys; i++) {
            this.keys[i] = Key.of("key " + i);
        }
    }

    @Override
    public CancelContext open() {
        return runtime.background().withCancel();
    }

    @Override
    public void close(CancelContext server) {
        server.cancel();
    }

    @Override
    public int serve(CancelContext server, int values) {
        int seen = 0;
        CancelContext request = server.withTimeoutNanos(TIMEOUT_NANOS);
        Context context = request;
        for (int i = 0; i < values; i++) {
            context = context.withValue(keys[i], i);
        }
        for (int c = 0; c < CALLS; c++) {
            CancelContext call = context.withCancel();
            Registration cut = call.onDone(ACTION);
            for (int i = 0; i < values; i++) {
                seen += call.value(keys[i]);
            }
            for (int i = 0; i < POLLS; i++) {
                seen += call.isDone() ? 1 : 0;
            }
            cut.stop();
            call.cancel();
        }
        request.cancel();
        return seen;
    }
}
