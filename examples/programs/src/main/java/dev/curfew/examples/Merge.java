package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.Key;
import java.time.Duration;

/** Work that ends with the first of three others: its request, the client's connection, or the server. */
public final class Merge {

    private static final Key<String> USER = Key.of("user");

    private Merge() {}

    /** Ends one work by a shutdown of the server, and another by the deadline of its connection. */
    public static void main(String[] args) throws InterruptedException {
        IllegalStateException shutdown = new IllegalStateException("shutting down");
        try (CancelContext server = Context.background().withCancel();
                CancelContext connection = Context.background().withTimeout(Duration.ofMillis(50));
                CancelContext request = Context.background().withTimeout(Duration.ofMinutes(1))) {
            Context query = request.withValue(USER, "ada");
            try (CancelContext work = query.withCancelOn(server, connection)) {
                work.await();
                System.out.println("work for " + work.valueOr(USER, "nobody") + " has ended: " + work.err());
                if (work.err() != Context.DEADLINE_EXCEEDED) {
                    throw new AssertionError(work);
                }
            }
            try (CancelContext work = query.withCancelOn(server)) {
                server.cancel(shutdown);
                System.out.println(work.err() + " because of " + work.cause());
                if (work.cause() != shutdown || request.isDone()) {
                    throw new AssertionError(work);
                }
            }
        }
    }
}
