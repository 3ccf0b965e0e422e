package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.Context;
import dev.curfew.DeadlineExceededException;
import dev.curfew.Key;
import java.time.Duration;

/** README's first example: one request with a deadline, a value, and an action that stops what blocks. */
public final class QuickStart {

    private static final Key<String> USER = Key.of("user");

    private QuickStart() {}

    /** Works until the time is up. */
    public static void main(String[] args) {
        try (CancelContext request = Context.background().withTimeout(Duration.ofMillis(500))) {
            Context call = request.withValue(USER, "ada");
            call.onDone(() -> System.out.println("closing the socket of " + call.value(USER)));
            System.out.println(call);
            long steps = 0;
            while (!call.isDone()) {
                steps++;
            }
            System.out.println(steps + " steps");
            call.throwIfDone();
        } catch (DeadlineExceededException e) {
            System.out.println(e.getMessage());
        }
    }
}
