package dev.curfew.bench.probe;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.ContextRuntime.Core;
import dev.curfew.Key;
import dev.curfew.Registration;
import dev.curfew.bench.run.Fork;

/** A fork that tells what its first runtime took, and its first requests. It loads nothing else before. */
final class ColdFork {

    private static final long TIMEOUT = 5_000_000_000L;
    private static final int POLLS = 4;

    /** Nanoseconds. The first request is one of the requests. */
    record Cold(long runtime, long firstRequest, long requests) {

        long all() {
            return runtime + requests;
        }
    }

    private final Key<String> user = Key.of("user");
    private final Key<String> trace = Key.of("trace");
    private final Context server;
    private int seen;

    private ColdFork(ContextRuntime runtime) {
        server = runtime.background().withCancel();
    }

    /** Arguments: the core, and how many requests. */
    public static void main(String[] args) {
        Core core = Core.valueOf(args[0]);
        int requests = Integer.parseInt(args[1]);
        long start = System.nanoTime();
        ContextRuntime runtime = ContextRuntime.builder().core(core).build();
        long built = System.nanoTime();
        ColdFork fork = new ColdFork(runtime);
        fork.request();
        long first = System.nanoTime();
        for (int i = 1; i < requests; i++) {
            fork.request();
        }
        long last = System.nanoTime();
        if (fork.seen != requests * POLLS) {
            throw new IllegalStateException(fork.seen + " polls saw a live call with its values");
        }
        Fork.report(new Cold(built - start, first - built, last - built));
    }

    /** A timeout, two values, and a call below them with an action. */
    private void request() {
        CancelContext request = server.withTimeoutNanos(TIMEOUT);
        Context values = request.withValue(user, "ada").withValue(trace, "t1");
        CancelContext call = values.withCancel();
        Registration action = call.onDone(() -> seen = -1);
        for (int i = 0; i < POLLS; i++) {
            if (!call.isDone() && call.value(user) != null && call.value(trace) != null) {
                seen++;
            }
        }
        action.stop();
        call.cancel();
        request.cancel();
    }
}
