package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Key;
import dev.curfew.Registration;
import java.time.Duration;

/** README's first example: one request with a deadline, a value, and an action that stops what blocks. */
public final class QuickStart {

    private static final Key<String> USER = Key.of("user");

    private QuickStart() {}

    /** Works until the time is up. */
    public static void main(String[] args) {
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(500))) {
            Context call = request.withValue(USER, "ada");
            Registration cut = call.onDone(() -> System.out.println("closing the socket of " + call.value(USER)));
            System.out.println(call);
            for (long steps = 0; steps < Long.MAX_VALUE; steps++) {
                call.throwIfDone();
            }
            cut.stop(); // it was done in time: nothing is closed
        } catch (DeadlineExceededException e) {
            System.out.println(e.getMessage());
        }
    }
}
