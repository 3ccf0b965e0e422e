package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Registration;

/** A context that ends with the first of two others: the request, or the server that shuts down. */
public final class Merge {

    private Merge() {}

    /** The merged context, and what to stop with it so that {@code other} lets go. */
    record Merged(CancelContext context, Registration link) implements AutoCloseable {

        static Merged of(Context parent, Context other) {
            CancelContext context = parent.withCancel();
            return new Merged(context, other.onDone(() -> context.cancel(other.cause())));
        }

        @Override
        public void close() {
            link.stop();
            context.cancel();
        }
    }

    /** Ends a request by shutting the server down. */
    public static void main(String[] args) {
        CancelContext server = Context.background().withCancel();
        try (CancelContext request = Context.background().withCancel();
                Merged merged = Merged.of(request, server)) {
            server.cancel(new IllegalStateException("shutting down"));
            System.out.println(
                    merged.context().err() + " because of " + merged.context().cause());
            System.out.println("the request itself is done: " + request.isDone());
        }
    }
}
