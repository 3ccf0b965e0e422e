package dev.curfew.examples;

import dev.curfew.CancelContext;
import dev.curfew.CanceledException;
import dev.curfew.Context;
import dev.curfew.ContextRuntime;
import dev.curfew.Key;
import dev.curfew.concurrent.Blocking;
import dev.curfew.concurrent.CurrentContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What tells why work has ended: the path of its context, which method has noticed, and which one has cancelled. Each
 * line of the log has the id of the request, though nobody passes a context to the code that logs.
 */
public final class Debugging {

    private static final Key<String> ID = Key.of("id");
    private static final CountDownLatch WORKING = new CountDownLatch(1);

    private Debugging() {}

    private static String log(String message) {
        String id =
                CurrentContext.get().map(context -> context.valueOr(ID, "?")).orElse("-");
        System.out.println("[" + id + "] " + message);
        return id;
    }

    private static String work() throws InterruptedException {
        Context context = CurrentContext.get().orElseThrow();
        try {
            log("works for " + context);
            WORKING.countDown();
            Blocking.run(context, new CountDownLatch(1)::await);
            throw new AssertionError("nothing ended this");
        } catch (CanceledException e) {
            return log(method(e) + " noticed that " + method(e.getCause()) + " has cancelled: " + e.getCause());
        }
    }

    private static String method(Throwable failure) {
        return Stream.of(failure.getStackTrace())
                .filter(frame -> frame.getClassName().equals(Debugging.class.getName()))
                .map(StackTraceElement::getMethodName)
                .findFirst()
                .orElseThrow();
    }

    private static void shutDown(CancelContext server) {
        server.cancel(new IllegalStateException("shutting down"));
    }

    /** Ends a request with its server. */
    public static void main(String[] args) throws Exception {
        ContextRuntime.sharedBuilder()
                .errorHandler(failure -> log("an action has failed: " + failure))
                .build();
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try (CancelContext server = Context.background().withCancel();
                CancelContext request = server.withValue(ID, "request 7").withTimeout(Duration.ofMinutes(1))) {
            var unused = request.onDone(() -> Integer.parseInt("seven"));
            Future<String> worker = threads.submit(() -> CurrentContext.call(request, Debugging::work));
            WORKING.await();
            shutDown(server);
            if (!worker.get().equals("request 7") || CurrentContext.get().isPresent()) {
                throw new AssertionError(CurrentContext.get());
            }
        } finally {
            threads.shutdown();
        }
    }
}
